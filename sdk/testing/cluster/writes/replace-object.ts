import { isDeepStrictEqual } from "node:util";
import type { KubernetesObject } from "../../../event.ts";
import type { ClusterState } from "../cluster-state.ts";
import { omit, pick } from "../json-object.ts";
import { invalid } from "../status-error.ts";
import { checkDefinition, isDefinition, serveDefinition } from "./definitions.ts";
import { recordManager } from "./managed-fields.ts";
import { existingObject, type ObjectTarget } from "./object-target.ts";
import { readObject } from "./read-manifest.ts";
import { refuseStale } from "./refuse-stale.ts";
import { removeObject } from "./remove-object.ts";

/** Replaces an object by a body that a client sent: PUT. */
export function updateObject(
  cluster: ClusterState,
  target: ObjectTarget,
  body: unknown,
  manager: string,
): KubernetesObject {
  const current = existingObject(cluster, target);
  const sent = readObject(target.kind, target, body);
  if (target.kind.custom && !sent.metadata.resourceVersion) {
    throw invalid(target.kind, target.name, "metadata.resourceVersion", "must be specified for an update");
  }
  return replaceObject(cluster, target, current, sent, manager);
}

/** Writes the next state of an object; one that changes nothing is not written. */
export function replaceObject(
  cluster: ClusterState,
  target: ObjectTarget,
  current: KubernetesObject,
  sent: KubernetesObject,
  manager: string,
): KubernetesObject {
  const { kind } = target;
  refuseStale(kind, current, sent);
  const next = nextState(target, current, sent);
  if (isDeepStrictEqual(omit(current, ["apiVersion"]), omit(next, ["apiVersion"]))) return current;
  if (isDefinition(kind)) checkDefinition(kind, next);

  const generation = kind.counted && { generation: generationOf(current, next) };
  const managedFields = recordManager(manager, next, current);
  const complete = { ...next, metadata: { ...next.metadata, ...generation, managedFields } };
  if (isLetGo(complete)) return removeObject(cluster, kind, complete);
  const written = cluster.store.collection(kind.storage).put(complete);
  if (isDefinition(kind)) serveDefinition(cluster, written);
  return written;
}

// What the server says of an object, whatever a client sends.
const SERVERS_OWN = [
  "name",
  "namespace",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "managedFields",
];

function nextState(
  { kind, subresource }: ObjectTarget,
  current: KubernetesObject,
  sent: KubernetesObject,
): KubernetesObject {
  if (subresource) return { ...current, ...pick(sent, ["status"]) };
  const { name } = current.metadata;
  const metadata = { ...omit(sent.metadata, SERVERS_OWN), ...pick(current.metadata, SERVERS_OWN), name };
  if (!kind.statusSubresource) return { ...sent, metadata };
  const { apiVersion, kind: sentKind } = sent;
  return { ...omit(sent, ["status"]), ...pick(current, ["status"]), apiVersion, kind: sentKind, metadata };
}

function generationOf(current: KubernetesObject, next: KubernetesObject): number {
  const generation = Number(current.metadata["generation"] ?? 1);
  const uncounted = ["apiVersion", "kind", "metadata", "status"];
  return isDeepStrictEqual(omit(current, uncounted), omit(next, uncounted)) ? generation : generation + 1;
}

/** A deleted object goes when its last finalizer does. */
function isLetGo({ metadata }: KubernetesObject): boolean {
  const finalizers = metadata["finalizers"];
  return metadata["deletionTimestamp"] !== undefined && !(Array.isArray(finalizers) && finalizers.length > 0);
}
