import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { KubernetesObject } from "../../event.ts";
import { AccessRules, type ForbidRule } from "./access/access-rules.ts";
import type { ClusterState } from "./cluster-state.ts";
import { handleRequest } from "./http/request-handler.ts";
import { RequestLog } from "./http/request-log.ts";
import type { RequestRecord } from "./http/request-record.ts";
import { builtInKinds, legacyIngress } from "./kinds/built-in-kinds.ts";
import { definitionOf, type DefinitionOptions } from "./kinds/definition.ts";
import { apiVersionOf } from "./kinds/served-kind.ts";
import { ServedKinds } from "./kinds/served-kinds.ts";
import { writeKubeconfig } from "./kubeconfig.ts";
import { objectApi, type ObjectApi } from "./object-api.ts";
import { ObjectStore } from "./storage/object-store.ts";

/** How an embedded cluster differs from the plain one. */
export interface EmbeddedClusterOptions {
  /** @default a free one */
  readonly port?: number;
  /** Kinds that this cluster does not serve, as `networking.k8s.io/v1/ingresses` or `v1/pods`. @default none */
  readonly without?: readonly string[];
  /** Serves Ingress also as extensions/v1beta1, as servers before 1.22 do. @default false */
  readonly legacyIngress?: boolean;
  /** What is answered with 403. @default nothing */
  readonly forbid?: readonly ForbidRule[];
  /**
   * How a watch from a forgotten resourceVersion gets its 410: as an ERROR event in a stream with status 200, as
   * API servers mostly do, or as the answer's status. @default "event"
   */
  readonly expiredWatchAs?: "event" | "status";
  /** How many changes of each kind a watch can go back. @default 10,000 */
  readonly historyLimit?: number;
}

/** A small API server in memory, without authentication, to test plugins against. */
export interface EmbeddedCluster extends ObjectApi {
  readonly url: string;
  /** The newest requests, oldest first; at most 10,000. */
  readonly requests: readonly RequestRecord[];
  clearRequests(): void;
  /** Writes a kubeconfig that points here. */
  writeKubeconfig(file: string): Promise<void>;
  /** Serves a custom kind; gives back its CustomResourceDefinition, to be deleted with `delete`. */
  createDefinition(definition: DefinitionOptions): KubernetesObject;
  /** Answers 403 to what these rules cover, instead of those before. */
  forbid(...rules: readonly ForbidRule[]): void;
  /** Forgets the history: older resourceVersions and continue tokens get 410. */
  compact(): void;
  /** Breaks every connection at once; new ones are let in. */
  dropConnections(): void;
  close(): Promise<void>;
}

/** Starts an embedded cluster on 127.0.0.1; the namespaces default, kube-system, kube-public are there. */
export async function startEmbeddedCluster(options: EmbeddedClusterOptions = {}): Promise<EmbeddedCluster> {
  const cluster = stateOf(options);
  const objects = objectApi(cluster);
  for (const name of ["default", "kube-system", "kube-public"]) {
    objects.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }

  const log = new RequestLog();
  const server = createServer((request, response) => void handleRequest(cluster, log, request, response));
  // Longer than clients keep idle connections: so none is closed under a request.
  server.keepAliveTimeout = 120_000;
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    ...objects,
    url,
    get requests() {
      return log.records;
    },
    clearRequests: () => log.clear(),
    writeKubeconfig: (file) => writeKubeconfig(file, url),
    createDefinition: (definition) => objects.create(definitionOf(definition)),
    forbid: (...rules) => cluster.access.replace(rules),
    compact: () => cluster.store.compact(),
    dropConnections: () => server.closeAllConnections(),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function stateOf({
  without = [],
  forbid = [],
  historyLimit = 10_000,
  ...options
}: EmbeddedClusterOptions): ClusterState {
  const all = options.legacyIngress ? [...builtInKinds, legacyIngress] : builtInKinds;
  const kinds = all.filter((kind) => !without.includes(`${apiVersionOf(kind)}/${kind.plural}`));
  const store = new ObjectStore(historyLimit);
  // From the start: a watch may begin at a resourceVersion older than the kind's first object.
  for (const { storage } of kinds) store.collection(storage);
  const expiredWatchAs = options.expiredWatchAs ?? "event";
  return { kinds: new ServedKinds(kinds), store, access: new AccessRules(forbid), expiredWatchAs };
}
