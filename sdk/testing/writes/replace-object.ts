import { isDeepStrictEqual } from "node:util";
import type { KubernetesObject } from "../../event.ts";
import type { ClusterState } from "../cluster-state.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { conflict, invalid } from "../status-error.ts";
import { checkDefinition, isDefinition, serveDefinition } from "./definitions.ts";
import { recordManager } from "./managed-fields.ts";
import { existingObject, type ObjectTarget } from "./object-target.ts";
import { readObject } from "./read-manifest.ts";
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
  const next = withIdentity(current, target.subresource ? { ...current, status: sent["status"] } : sent, kind, target);
  if (isSameContent(current, next)) return current;
  if (isDefinition(kind)) checkDefinition(kind, next);

  const generation = kind.counted && { generation: generationOf(current, next) };
  const managedFields = recordManager(manager, next, current);
  const complete = { ...next, metadata: { ...next.metadata, ...generation, managedFields } };
  if (isLetGo(complete)) return removeObject(cluster, kind, complete);
  const written = cluster.store.collection(kind.storage).put(complete);
  if (isDefinition(kind)) serveDefinition(cluster, written);
  return written;
}

function refuseStale(kind: ServedKind, current: KubernetesObject, sent: KubernetesObject): void {
  const { name, uid, resourceVersion } = current.metadata;
  if (sent.metadata.uid && sent.metadata.uid !== uid) {
    const why = `Precondition failed: UID in precondition: ${sent.metadata.uid}, UID in object meta: ${uid}`;
    throw conflict(kind, name, why);
  }
  if (sent.metadata.resourceVersion && sent.metadata.resourceVersion !== resourceVersion) {
    const why = "the object has been modified; please apply your changes to the latest version and try again";
    throw conflict(kind, name, why);
  }
}

/** What a client cannot change stays as it was. */
function withIdentity(
  current: KubernetesObject,
  sent: KubernetesObject,
  kind: ServedKind,
  { subresource }: ObjectTarget,
): KubernetesObject {
  const { uid, creationTimestamp, deletionTimestamp, resourceVersion, generation, managedFields } = current.metadata;
  const kept = { uid, creationTimestamp, deletionTimestamp, resourceVersion, generation, managedFields };
  const present = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
  const { deletionTimestamp: _sent, ...sentMetadata } = sent.metadata;
  const { status, ...members } = sent;
  const keptStatus = kind.statusSubresource && !subresource ? current["status"] : status;
  const object = { ...members, metadata: { ...sentMetadata, name: current.metadata.name, ...present } };
  return keptStatus === undefined ? object : { ...object, status: keptStatus };
}

function isSameContent(current: KubernetesObject, next: KubernetesObject): boolean {
  const { apiVersion: _apiVersion, ...before } = current;
  const { apiVersion: _nextApiVersion, ...after } = next;
  return isDeepStrictEqual(before, after);
}

function generationOf(current: KubernetesObject, next: KubernetesObject): number {
  const generation = Number(current.metadata["generation"] ?? 1);
  const { metadata: _metadata, status: _status, apiVersion: _apiVersion, ...before } = current;
  const { metadata: _nextMetadata, status: _nextStatus, apiVersion: _nextApiVersion, ...after } = next;
  return isDeepStrictEqual(before, after) ? generation : generation + 1;
}

/** A deleted object goes when its last finalizer does. */
function isLetGo({ metadata }: KubernetesObject): boolean {
  const finalizers = metadata["finalizers"];
  return metadata["deletionTimestamp"] !== undefined && !(Array.isArray(finalizers) && finalizers.length > 0);
}
