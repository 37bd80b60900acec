import { onTestFinished } from "vitest";
import type { Logger } from "../../sdk/index.ts";
import { openConnection, type Connection } from "../../src/cluster/connection.ts";
import { createDiscovery } from "../../src/cluster/discovery.ts";
import { watchResource, type ResourceWatch } from "../../src/cluster/resource-watch.ts";
import { namespacePatterns } from "../../src/config/namespace-patterns.ts";
import type { Observation } from "../../src/pipeline/observation.ts";
import { openMemoryStore } from "../../src/store/memory.ts";
import type { Store } from "../../src/store/store.ts";
import { createCollectingSink, type CollectingSink } from "./collecting-sink.ts";

/** What is watched, and how it differs from the usual. */
export interface WatchingOptions {
  readonly kubeconfig: string;
  readonly kind: string;
  readonly apiVersion?: string;
  readonly namespaces?: readonly string[];
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** @default 105_000 */
  readonly timeoutMs?: number;
  /** What a host that ran before has left behind. */
  readonly store?: Store;
}

export interface Watching extends ResourceWatch {
  readonly connection: Connection;
  readonly sink: CollectingSink;
  readonly store: Store;
  readonly logged: LoggedLine[];
  /** "present web", "gone web", … in order. */
  readonly seen: () => string[];
  stop(): Promise<void>;
}

export interface LoggedLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Watches one resource as the host does, into a sink that keeps everything. Ends with the test. */
export async function startWatching(options: WatchingOptions): Promise<Watching> {
  const store = options.store ?? openMemoryStore();
  const sink = createCollectingSink(store);
  const logged: LoggedLine[] = [];
  const stopped = new AbortController();
  const watch = { timeoutMs: options.timeoutMs ?? 105_000 };
  const connection = await openConnection({ kubeconfig: [options.kubeconfig], env: {}, watch });
  const watching = watchResource({
    resource: {
      kind: options.kind,
      apiVersion: options.apiVersion,
      namespaces: namespacePatterns(options.namespaces ?? []),
      labelSelector: options.labelSelector ?? "",
      fieldSelector: options.fieldSelector ?? "",
    },
    connection,
    discovery: createDiscovery(connection, stopped.signal),
    watch,
    store,
    sink,
    log: collectingLog(logged),
    signal: stopped.signal,
  });
  const stop = async () => {
    stopped.abort();
    await watching.done;
    connection.close();
  };
  onTestFinished(async () => {
    stopped.abort();
    await Promise.allSettled([watching.done]);
    connection.close();
  });
  return { ...watching, connection, sink, store, logged, stop, seen: () => sink.observations.map(sentence) };
}

function sentence({ state, name }: Observation): string {
  return `${state} ${name}`;
}

function collectingLog(lines: LoggedLine[]): Logger {
  const at =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      lines.push({ level, message, fields });
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
