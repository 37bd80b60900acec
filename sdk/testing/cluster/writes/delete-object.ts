import type { KubernetesObject } from "../../../event.ts";
import type { ClusterState } from "../cluster-state.ts";
import { isJsonObject, type JsonObject } from "../json-object.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { servedObject } from "../kinds/served-object.ts";
import { conflict } from "../status-error.ts";
import { timestamp } from "./managed-fields.ts";
import { existingObject, type ObjectTarget } from "./object-target.ts";
import { removeObject } from "./remove-object.ts";

/** What became of a deleted object. */
export interface Deletion {
  readonly object: KubernetesObject;
  /** False: it waits for its finalizers. */
  readonly gone: boolean;
}

/** Deletes an object; one with finalizers is only marked, and goes when an update takes the last of them. */
export function deleteObject(cluster: ClusterState, target: ObjectTarget, options: unknown): Deletion {
  const { kind, name } = target;
  const object = existingObject(cluster, target);
  const preconditions = isJsonObject(options) ? options["preconditions"] : undefined;
  if (isJsonObject(preconditions)) checkPreconditions(target, object, preconditions);

  const finalizers = object.metadata["finalizers"];
  if (!Array.isArray(finalizers) || finalizers.length === 0) {
    return { object: removeObject(cluster, kind, object), gone: true };
  }
  if (object.metadata["deletionTimestamp"] !== undefined) return { object, gone: false };
  const metadata = { ...object.metadata, name, deletionTimestamp: timestamp(), deletionGracePeriodSeconds: 0 };
  return { object: cluster.store.collection(kind.storage).put({ ...object, metadata }), gone: false };
}

/** What the API server answers to a delete: a Success once the object is gone, else the object. */
export function deletionStatus(kind: ServedKind, { object, gone }: Deletion): JsonObject {
  if (!gone) return servedObject(object, kind);
  const { name, uid } = object.metadata;
  const details = { name, ...(kind.group !== "" && { group: kind.group }), kind: kind.plural, uid };
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details };
}

function checkPreconditions({ kind, name }: ObjectTarget, { metadata }: KubernetesObject, asked: JsonObject): void {
  for (const member of ["uid", "resourceVersion"] as const) {
    if (asked[member] === undefined || asked[member] === metadata[member]) continue;
    throw conflict(kind, name, `the ${member} in the precondition is not the record's (${metadata[member]})`);
  }
}
