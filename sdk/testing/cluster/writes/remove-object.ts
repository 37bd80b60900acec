import type { KubernetesObject } from "../../../event.ts";
import type { ClusterState } from "../cluster-state.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { isDefinition, withdrawDefinition } from "./definitions.ts";

/** Takes an object out for good, and with it what cannot be without it. */
export function removeObject(cluster: ClusterState, kind: ServedKind, object: KubernetesObject): KubernetesObject {
  if (isDefinition(kind)) withdrawDefinition(cluster, object);
  if (kind.storage === "namespaces") emptyNamespace(cluster, object.metadata.name);
  return cluster.store.collection(kind.storage).remove(object);
}

function emptyNamespace({ kinds, store }: ClusterState, namespace: string): void {
  for (const { storage } of kinds.namespaced()) {
    const collection = store.collection(storage);
    for (const object of collection.sorted()) if (object.metadata.namespace === namespace) collection.remove(object);
  }
}
