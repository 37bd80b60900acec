import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { KwatchmanEvent } from "../../../sdk/index.ts";
import { deploymentEvent } from "../../../sdk/testing/index.ts";
import { keepingLog, type Line } from "../../../src/pipeline/fixtures/logs.ts";
import { callWithin } from "../../../src/pipeline/time-limit.ts";
import type { IsolateSpec } from "../../../src/runtimes/handler-spec.ts";
import type { Handler } from "../../../src/runtimes/handler.ts";
import { openRuntimes } from "../../../src/runtimes/runtimes.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { writeFiles } from "../../docs/write-files.ts";

/** The isolate runtime with the real sandbox, and plugins to try it with. */
export interface IsolateHost {
  /** What the host itself logs. */
  readonly lines: readonly Line[];
  /** Puts a plugin of these files into a folder, its entry named `index`, and loads it as a handler of that name. */
  plugin(name: string, files: PluginFiles, differing?: Partial<IsolateSpec>): Promise<TriedHandler>;
  close(): Promise<void>;
}

/** The text of `index.js`, or files by their names. */
type PluginFiles = string | Readonly<Record<string, string>>;

/** A handler, called as the chain calls it. */
export interface TriedHandler {
  readonly handler: Handler;
  readonly directory: string;
  /** What its plugin logs. */
  readonly lines: readonly Line[];
  /** Rejects if its plugin cannot be loaded. */
  readonly ready: () => Promise<void>;
  /** About the Deployment shop/web unless said. */
  readonly call: (given?: GivenCall) => Promise<unknown>;
}

interface GivenCall {
  readonly event?: KwatchmanEvent;
  readonly attempt?: number;
  readonly signal?: AbortSignal;
}

export async function openIsolateHost(): Promise<IsolateHost> {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-isolate-"));
  const hostLog = keepingLog();
  const runtimes = openRuntimes({ log: hostLog, clock: systemClock, random: Math.random });
  return {
    lines: hostLog.lines,
    async plugin(name, files, differing = {}) {
      const named = typeof files === "string" ? { "index.js": files } : files;
      const directory = path.join(folder, name);
      await mkdir(directory, { recursive: true });
      await writeFiles(directory, named);
      const entry = path.join(directory, "index.ts" in named ? "index.ts" : "index.js");
      const log = keepingLog();
      const handler = await runtimes.load(isolateSpec(name, directory, entry, differing), log);
      return {
        handler,
        directory,
        lines: log.lines,
        ready: async () => handler.ready?.(AbortSignal.timeout(30_000)),
        call: (given) => call(handler, given),
      };
    },
    async close() {
      await runtimes.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function isolateSpec(name: string, directory: string, entry: string, differing: Partial<IsolateSpec>): IsolateSpec {
  return {
    name,
    plugin: name,
    runtime: "isolate",
    directory,
    sources: [directory],
    entry,
    settings: {},
    timeoutMs: 20_000,
    once: false,
    concurrency: 16,
    rate: undefined,
    onBreak: "wait",
    when: { kinds: undefined, namespaces: undefined, actions: undefined, labels: undefined },
    limits: { memoryBytes: 64 * 1024 * 1024, cpuMs: 500 },
    fetch: [],
    allowPrivate: [],
    secretSettings: [],
    ...differing,
  };
}

async function call(handler: Handler, given: GivenCall = {}): Promise<unknown> {
  const { event = deploymentEvent(), attempt = 1, signal = new AbortController().signal } = given;
  const { timeoutMs } = handler.spec;
  const deadline = Date.now() + timeoutMs;
  return callWithin(timeoutMs, signal, (within) =>
    handler.call({ event: { event, json: JSON.stringify(event) }, attempt, deadline, signal: within }),
  );
}
