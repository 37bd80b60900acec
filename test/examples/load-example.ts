import { cp, writeFile } from "node:fs/promises";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { HandlerResult, KwatchmanEvent } from "../../sdk/index.ts";
import { keepingLog, type Line } from "../../src/pipeline/fixtures/logs.ts";
import { eventVersion } from "../../src/pipeline/event/event-version.ts";
import { readResult } from "../../src/pipeline/chain/step/result.ts";
import { callWithin } from "../../src/pipeline/time-limit.ts";
import { loadConfiguration } from "../../src/registry/load-configuration.ts";
import { openRuntimes } from "../../src/runtimes/runtimes.ts";
import { systemClock } from "../../src/time/clock.ts";
import { projectRoot } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";

/** An example's plugin, copied and configured as its README says, in its real runtime. */
export interface LoadedExample {
  readonly call: (event: KwatchmanEvent) => Promise<HandlerResult>;
  /** What it printed. */
  readonly output: readonly Line[];
}

/** @param settings lines of its handler in the configuration */
export async function loadExample(name: string, settings = ""): Promise<LoadedExample> {
  const folder = await scratchFolder();
  await cp(path.join(projectRoot, "examples", name), path.join(folder, "my-plugins", name), { recursive: true });
  const config = path.join(folder, "config.toml");
  await writeFile(
    config,
    `pluginDirs = ["./my-plugins"]\n[[resource]]\nkind = "pod"\n[[handler]]\nname = "${name}"\n${settings}\n`,
  );
  const { handlers } = await loadConfiguration(config);
  const [spec] = handlers;
  if (spec === undefined) throw new Error(`Expected a handler named ${name}`);
  const output = keepingLog();
  const runtimes = openRuntimes({ log: keepingLog(), clock: systemClock, random: Math.random });
  const handler = await runtimes.load(spec, output);
  onTestFinished(async () => {
    await handler.close();
    await runtimes.close();
  });
  await handler.ready?.(new AbortController().signal);
  return {
    output: output.lines,
    call: async (event) =>
      readResult(
        await callWithin(30_000, new AbortController().signal, (signal) =>
          handler.call({ event: eventVersion(event), attempt: 1, deadline: Date.now() + 30_000, signal }),
        ),
      ),
  };
}
