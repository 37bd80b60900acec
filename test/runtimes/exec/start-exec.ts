import { chmod } from "node:fs/promises";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { KwatchmanEvent } from "../../../sdk/index.ts";
import { deploymentEvent } from "../../../sdk/testing/index.ts";
import type { ExecSpec } from "../../../src/runtimes/handler-spec.ts";
import type { Handler } from "../../../src/runtimes/handler.ts";
import { openRuntimes } from "../../../src/runtimes/runtimes.ts";
import { eventVersion } from "../../../src/pipeline/event/event-version.ts";
import { keepingLog, type Line } from "../../../src/pipeline/fixtures/logs.ts";
import { callWithin } from "../../../src/pipeline/time-limit.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { scratchFolder } from "../../cli/scratch-folder.ts";
import { writeFiles } from "../../docs/write-files.ts";

/** A program under test. */
export interface ExecUnderTest {
  /** Its text, with its interpreter's line. */
  readonly program: string;
  readonly args?: readonly string[];
  readonly mode?: ExecSpec["mode"];
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly concurrency?: number;
  /** @default 20 s */
  readonly timeoutMs?: number;
}

/** A loaded executable, closed when the test ends. */
export interface StartedExec {
  readonly handler: Handler;
  readonly folder: string;
  /** What its programs printed. */
  readonly output: readonly Line[];
  /** What the host said. */
  readonly said: readonly Line[];
  /** One call within the handler's time limit, as the chain makes it. */
  readonly call: (options?: CallOptions) => Promise<unknown>;
}

export interface CallOptions {
  readonly event?: KwatchmanEvent;
  readonly attempt?: number;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

export async function startExec({ program, args = [], ...under }: ExecUnderTest): Promise<StartedExec> {
  const folder = await scratchFolder();
  await writeFiles(folder, { program });
  await chmod(path.join(folder, "program"), 0o755);
  return loadCommand(["./program", ...args], folder, under);
}

/** Loads a command that runs in the folder. */
export async function loadCommand(
  command: ExecSpec["command"],
  folder: string,
  under: Omit<ExecUnderTest, "program" | "args"> = {},
): Promise<StartedExec> {
  const { mode = "once", env = {}, settings = {}, concurrency = 16, timeoutMs = 20_000 } = under;
  const spec: ExecSpec = {
    name: "team-a",
    plugin: "mine",
    directory: folder,
    sources: [],
    settings,
    timeoutMs,
    once: false,
    concurrency,
    rate: undefined,
    onBreak: "wait",
    when: { kinds: undefined, namespaces: undefined, actions: undefined, labels: undefined },
    runtime: "exec",
    command,
    mode,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, ...env },
  };
  const output = keepingLog();
  const host = keepingLog();
  const runtimes = openRuntimes({ log: host, clock: systemClock, random: Math.random });
  const handler = await runtimes.load(spec, output);
  onTestFinished(async () => {
    await handler.close();
    await runtimes.close();
  });
  return {
    handler,
    folder,
    output: output.lines,
    said: host.lines,
    call: (options = {}) => {
      const { event = deploymentEvent(), attempt = 1, signal = new AbortController().signal } = options;
      const limitMs = options.timeoutMs ?? timeoutMs;
      const deadline = Date.now() + limitMs;
      return callWithin(limitMs, signal, (within) =>
        handler.call({ event: eventVersion(event), attempt, deadline, signal: within }),
      );
    },
  };
}
