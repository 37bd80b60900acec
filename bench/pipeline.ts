import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pino from "pino";
import type { Logger, Resource } from "../sdk/index.ts";
import { openConnection, type Connection } from "../src/cluster/connection.ts";
import { kubeconfigOf } from "../src/cluster/fixtures/kubeconfig.ts";
import { KnownVersions } from "../src/cluster/reflector/known-versions.ts";
import { emptyCounts } from "../src/cluster/reflector/reflector-status.ts";
import { OutageLog } from "../src/cluster/outage-log.ts";
import { Reflector } from "../src/cluster/reflector/reflector.ts";
import type { StoreConfig } from "../src/config/config.ts";
import { openLog, type HostLog } from "../src/observe/log.ts";
import { createChain } from "../src/pipeline/chain.ts";
import { createDelivery } from "../src/pipeline/delivery.ts";
import { createLanes } from "../src/pipeline/lanes.ts";
import type { ObservationSink } from "../src/pipeline/observation.ts";
import type { ModuleSpec } from "../src/runtimes/handler-spec.ts";
import type { Handler } from "../src/runtimes/handler.ts";
import { openRuntimes } from "../src/runtimes/runtimes.ts";
import type { Store } from "../src/store/store.ts";
import { systemClock } from "../src/time/clock.ts";
import { openScratchStore } from "./scratch-store.ts";
import type { ServerProcess } from "./server-process.ts";
import { startStopwatch, type Taken } from "./stopwatch.ts";

const watch = { timeoutMs: 105_000 };
const deployments: Resource = {
  group: "apps",
  version: "v1",
  kind: "Deployment",
  plural: "deployments",
  namespaced: true,
};

/** What is run. */
export interface PipelineOptions {
  /** Updates that are read. */
  readonly events: number;
  /** Where baselines are kept. */
  readonly store: StoreConfig["kind"];
}

/** Reads updates through reflector, lanes, diff and log, from when the first list has been handled. */
export async function runPipeline(server: ServerProcess, { events, store: kind }: PipelineOptions): Promise<Taken> {
  const abort = new AbortController();
  const connection = await connect(server);
  const log = openNullLog();
  const scratch = await openScratchStore(kind, log);
  const { store } = scratch;
  const handled = countUpdates(events, log);
  const handlers = [await loadPlugin("diff", log), await loadPlugin("log", log), handled.handler];
  const chain = await createChain(handlers, { log, clock: systemClock, signal: abort.signal });
  const lanes = createLanes({
    maxPending: 10_000,
    store,
    log,
    clock: systemClock,
    deliver: createDelivery({
      clusterName: "bench",
      store,
      chain: () => chain,
      retry: () => ({ attempts: 3, backoffMs: 1000, maxBackoffMs: 30_000 }),
      deadLetters: { add: () => {} },
      log,
      clock: systemClock,
      random: Math.random,
    }),
  });
  const reflector = reflect(connection, store, lanes, log);
  const reflecting = reflector.run(abort.signal);
  await reflector.synced;

  const taken = startStopwatch();
  server.sendUpdates(events);
  await handled.all;
  const result = taken();
  abort.abort();
  await reflecting;
  connection.close();
  await scratch.close();
  return result;
}

function reflect(connection: Connection, store: Store, sink: ObservationSink, log: Logger): Reflector {
  return new Reflector({
    connection,
    resource: deployments,
    scope: { cluster: "bench", entry: "deployment", namespace: "*" },
    namespace: undefined,
    accepts: () => true,
    selectors: {},
    metadataOnly: false,
    watch,
    isInitial: true,
    whenForbidden: "goes-on",
    known: new KnownVersions(),
    counts: emptyCounts(),
    redactionKey: store.redactionKey,
    sink,
    log,
    outage: new OutageLog({ log, clock: systemClock, signal: AbortSignal.abort() }).join("deployment"),
    clock: systemClock,
    random: Math.random,
  });
}

async function connect({ url }: ServerProcess): Promise<Connection> {
  const folder = await mkdtemp(join(tmpdir(), "kwatchman-bench-"));
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, kubeconfigOf(url, { name: "bench" }));
  try {
    return await openConnection({ kubeconfig: [kubeconfig], env: {}, watch });
  } finally {
    await rm(folder, { recursive: true });
  }
}

function loadPlugin(plugin: string, log: HostLog): Promise<Handler> {
  const directory = fileURLToPath(new URL(`../plugins/${plugin}`, import.meta.url));
  const runtimes = openRuntimes({ log, clock: systemClock, random: Math.random });
  return runtimes.load(
    { ...specOf(plugin), directory, entry: join(directory, "index.ts") },
    log.pluginLogger(plugin, true),
  );
}

function specOf(name: string): ModuleSpec {
  return {
    name,
    plugin: name,
    runtime: "module",
    directory: "",
    sources: [],
    entry: "",
    settings: { ignore: [] },
    timeoutMs: 10_000,
    once: false,
    concurrency: 16,
    rate: undefined,
    onBreak: "wait",
    when: { kinds: undefined, namespaces: undefined, actions: undefined, labels: undefined },
  };
}

/** The last handler of the chain: resolves `all` when so many updates have come to it. */
function countUpdates(events: number, log: Logger): { readonly handler: Handler; readonly all: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let updates = 0;
  const handler: Handler = {
    spec: specOf("count"),
    log,
    async call({ event }) {
      if (event.event.data.action === "update") updates += 1;
      if (updates === events) resolve();
    },
    async close() {},
  };
  return { handler, all: promise };
}

/** Lines are written, and go nowhere: what reads them is not what is measured. */
function openNullLog(): HostLog {
  return openLog({
    level: "info",
    secrets: [],
    format: "json",
    stream: pino.destination({ dest: "/dev/null", sync: true }),
  });
}
