import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { checkNet } from "../../soak/overload/check-net.ts";
import { startCluster } from "../../soak/overload/cluster.ts";
import { type OverloadedHost, startOverloadedHost } from "../../soak/overload/overloaded-host.ts";
import { untilSynced } from "../../soak/overload/until-told.ts";
import { type KwatchmanProcess, type LogLine, startKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { untilSaid } from "../cli/until-said.ts";
import { writeFiles } from "../docs/write-files.ts";
import { pluginFiles } from "./plugins.ts";

const patience = { timeout: 60_000, interval: 200 };

interface Case {
  /** TOML, for the top of the configuration. */
  readonly config: string;
  /** TOML, for its only handler. @default none */
  readonly handler?: string;
  /** Code of the handler's `handle`. */
  readonly handle: string;
  readonly objects: readonly string[];
}

/** A host whose only handler has this code, and its folder. */
async function startHost({
  config,
  handler = "",
  handle,
  objects,
}: Case): Promise<{ host: KwatchmanProcess; cwd: string }> {
  const cwd = await scratchFolder();
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  for (const name of objects) cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  await writeFiles(cwd, {
    "config.toml": `pluginDirs = ["./plugins"]\n${config}\n[[resource]]\nkind = "configmap"\n[[handler]]\nname = "mine"\n${handler}`,
    ...pluginFiles("mine", handle),
  });
  return { host: startKwatchman(["-k", "kubeconfig"], { cwd }), cwd };
}

function said(message: string): (line: LogLine) => boolean {
  return ({ msg }) => msg === message;
}

/** What the last line of a log says that was left for the next start. */
function leftBehind(log: string): { readonly notBegun: number; readonly abandoned: number } {
  const line = JSON.parse(log.trimEnd().split("\n").at(-1) ?? "") as Record<"notBegun" | "abandoned", number>;
  expect(line).toMatchObject({ msg: "stopped" });
  return line;
}

const never = 'context.log.info("called"); await new Promise(() => {});';

/** Hosts that would be there for an hour if they waited. */
const waiting: readonly (Omit<Case, "objects"> & {
  readonly waitsFor: string;
  /** The line that tells that it waits, and how often it comes. */
  readonly sign: string;
  readonly times: number;
  readonly abandoned: number;
})[] = [
  {
    waitsFor: "the next try of what failed",
    config: 'drainTimeout = "1h"\n[retry]\nbackoff = "1h"\nmaxBackoff = "1h"',
    handle: 'throw new Error("no");',
    sign: "handler failed, retrying",
    times: 3,
    abandoned: 3,
  },
  {
    waitsFor: "the breaker of a handler that keeps failing",
    config: 'drainTimeout = "1h"',
    handle: 'throw new Error("no");',
    sign: "breaker opened",
    times: 1,
    abandoned: 3,
  },
  {
    waitsFor: "its turn at a handler's rate",
    config: 'drainTimeout = "1h"',
    handler: 'rate = "1/h"',
    handle: 'context.log.info("called");',
    sign: "called",
    times: 1,
    abandoned: 2,
  },
  {
    waitsFor: "a place among a handler's calls in flight",
    config: 'drainTimeout = "200ms"',
    handler: "concurrency = 1",
    handle: never,
    sign: "called",
    times: 1,
    abandoned: 3,
  },
];

describe("SIGTERM", () => {
  test("a call under way may end, and what it handled is handled", async () => {
    const { host, cwd } = await startHost({
      config: 'drainTimeout = "1h"',
      objects: ["a"],
      handle: `const { existsSync } = await import("node:fs");
    context.log.info("called");
    while (!existsSync("release")) await new Promise((resolve) => setTimeout(resolve, 20));
    context.log.info("handled");`,
    });
    await untilSaid(host, "called");
    host.kill("SIGTERM");
    await untilSaid(host, "stopping");
    await writeFile(path.join(cwd, "release"), "");
    expect(await host.ended).toBe(0);
    expect(host.lines().filter(said("handled"))).toHaveLength(1);
    expect(host.lines().at(-1)).toMatchObject({ msg: "stopped", notBegun: 0, abandoned: 0 });
  });

  test("a call that does not end in drainTimeout is abandoned, its signal aborted", async () => {
    const { host } = await startHost({
      config: 'drainTimeout = "200ms"',
      objects: ["a"],
      handle: `context.signal.addEventListener("abort", () => context.log.info("aborted"));\n${never}`,
    });
    await untilSaid(host, "called");
    host.kill("SIGTERM");
    expect(await host.ended).toBe(0);
    expect(host.lines().filter(said("aborted"))).toHaveLength(1);
    expect(host.lines().at(-1)).toMatchObject({ msg: "stopped", notBegun: 0, abandoned: 1 });
  });

  test("nothing is waited for: no next try, no breaker, no rate, no place among a handler's calls", async () => {
    const ends = waiting.map(async ({ waitsFor, sign, times, ...differing }) => {
      const { host } = await startHost({ ...differing, objects: ["a", "b", "c"] });
      await untilSaid(host, sign, times);
      host.kill("SIGTERM");
      const code = await host.ended;
      const { msg, abandoned } = host.lines().at(-1) ?? {};
      return { waitsFor, code, times: host.lines().filter(said(sign)).length, msg, abandoned };
    });
    expect(await Promise.all(ends)).toEqual(
      waiting.map(({ waitsFor, times, abandoned }) => ({ waitsFor, code: 0, times, msg: "stopped", abandoned })),
    );
  });

  test("a second one, a second later, ends the process at once", async () => {
    const { host } = await startHost({ config: 'drainTimeout = "1h"', handle: never, objects: ["a"] });
    await untilSaid(host, "called");
    host.kill("SIGTERM");
    await untilSaid(host, "stopping");
    // One that comes sooner is npm's, which hands its own on to the whole group.
    await delay(1100);
    host.kill("SIGTERM");
    expect(await host.ended).toBe("SIGTERM");
  });

  test(
    "under load it ends within the time, and the next start takes up what was left",
    { timeout: 180_000 },
    async () => {
      const folder = await scratchFolder();
      const cluster = await startCluster(folder);
      onTestFinished(() => cluster.stop());
      const { kubeconfig } = cluster;
      const start = (handlerMs: number): Promise<OverloadedHost> =>
        startOverloadedHost({ folder, kubeconfig, handlerMs, config: 'maxPending = 300\ndrainTimeout = "2s"' });

      const first = await start(100);
      onTestFinished(async () => void (await first.process.stop()));
      await untilSynced(first);
      const writing = cluster.make({ seed: "stop", changes: 2000, objects: 100, pauseMs: 0 });
      await vi.waitFor(() => expect(first.told().length).toBeGreaterThan(100), patience);
      expect(await first.process.stop()).toEqual([]);
      // What waited was not waited for.
      const { notBegun, abandoned } = leftBehind(await readFile(first.process.logFile, "utf8"));
      expect(notBegun + abandoned).toBeGreaterThan(0);
      const written = await writing;
      expect(checkNet(written, first.told())).not.toEqual([]);

      const second = await start(0);
      onTestFinished(async () => void (await second.process.stop()));
      await vi.waitFor(() => expect(checkNet(written, second.told())).toEqual([]), patience);
      expect(await second.process.stop()).toEqual([]);
    },
  );
});
