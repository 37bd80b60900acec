import { onTestFinished } from "vitest";
import type { Logger } from "../../sdk/index.ts";
import { openConnection, type ApiRequest, type Connection } from "../../src/cluster/connection.ts";
import { createDiscovery } from "../../src/cluster/discovery.ts";
import { watchResource, type ResourceWatch } from "../../src/cluster/resource-watch.ts";
import { namespacePatterns } from "../../src/config/selectors/namespace-patterns.ts";
import type { Observation } from "../../src/pipeline/observation.ts";
import { openMemoryStore } from "../../src/store/memory.ts";
import type { Store } from "../../src/store/store.ts";
import type { Clock, Random } from "../../src/time/clock.ts";
import { createCollectingSink, type CollectingSink } from "./collecting-sink.ts";

/** What is watched, and how it differs from the usual. */
export interface WatchingOptions {
  readonly kubeconfig: string;
  readonly kind: string;
  readonly apiVersion?: string;
  readonly namespaces?: readonly string[];
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** @default false */
  readonly metadataOnly?: boolean;
  /** @default 105_000 */
  readonly timeoutMs?: number;
  readonly pageSize?: number;
  readonly random?: Random;
  readonly clock?: Clock;
  /** What a host that ran before has left behind. */
  readonly store?: Store;
  /** Changes the sink before it is told anything. */
  readonly prepare?: (sink: CollectingSink) => void;
  /** Stands between the reflector and the server. */
  readonly intercept?: (connection: Connection) => Connection;
}

export interface Watching extends ResourceWatch {
  readonly connection: Connection;
  readonly sink: CollectingSink;
  readonly store: Store;
  readonly logged: LoggedLine[];
  /** What was asked for, in order; authentication and discovery are left out. */
  readonly lists: readonly ApiRequest[];
  readonly watches: readonly ApiRequest[];
  /** "present web", "gone web", … in order. */
  readonly seen: () => string[];
  readonly stop: () => Promise<void>;
}

export interface LoggedLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Watches one resource as the host does, into a sink that keeps everything. Ends with the test. */
export async function startWatching(options: WatchingOptions): Promise<Watching> {
  const { kubeconfig, pageSize, random, clock, intercept = (connection) => connection } = options;
  const store = options.store ?? openMemoryStore();
  const sink = createCollectingSink(store);
  options.prepare?.(sink);
  const logged: LoggedLine[] = [];
  const requests: ApiRequest[] = [];
  const stopped = new AbortController();
  const watch = { timeoutMs: options.timeoutMs ?? 105_000 };
  const opened = await openConnection({ kubeconfig: [kubeconfig], env: {}, watch });
  const connection = recordRequests(intercept(opened), requests);
  const watching = watchResource({
    resource: {
      kind: options.kind,
      apiVersion: options.apiVersion,
      namespaces: namespacePatterns(options.namespaces ?? []),
      labelSelector: options.labelSelector ?? "",
      fieldSelector: options.fieldSelector ?? "",
      metadataOnly: options.metadataOnly ?? false,
    },
    connection,
    discovery: createDiscovery(opened, stopped.signal),
    watch,
    store,
    sink,
    log: collectingLog(logged),
    signal: stopped.signal,
    ...(pageSize !== undefined && { pageSize }),
    ...(random !== undefined && { random }),
    ...(clock !== undefined && { clock }),
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
  return {
    ...watching,
    connection,
    sink,
    store,
    logged,
    get lists() {
      return requests.filter(({ query }) => query?.["watch"] === undefined);
    },
    get watches() {
      return requests.filter(({ query }) => query?.["watch"] === "true");
    },
    seen: () => sink.observations.map(sentence),
    stop,
  };
}

function recordRequests(connection: Connection, requests: ApiRequest[]): Connection {
  return {
    ...connection,
    request: (request) => {
      requests.push(request);
      return connection.request(request);
    },
    openStream: (request) => {
      requests.push(request);
      return connection.openStream(request);
    },
  };
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
