import type { KubernetesObject } from "../../../event.ts";
import type { ClusterState } from "../cluster-state.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { notFound } from "../status-error.ts";
import { objectKey } from "../storage/object-key.ts";

/** Which object a request is about. */
export interface ObjectTarget {
  readonly kind: ServedKind;
  /** Left out for cluster-scoped kinds. */
  readonly namespace?: string;
  readonly name: string;
  readonly subresource?: "status";
}

/** The object; a 404 if there is none. */
export function existingObject({ store }: ClusterState, target: ObjectTarget): KubernetesObject {
  const object = store.collection(target.kind.storage).get(objectKey(target));
  if (!object) throw notFound(target.kind, target.name);
  return object;
}
