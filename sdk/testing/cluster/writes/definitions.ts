import type { KubernetesObject } from "../../../event.ts";
import type { ClusterState } from "../cluster-state.ts";
import type { JsonObject } from "../json-object.ts";
import { customKinds, definitionFault } from "../kinds/custom-kinds.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { invalid } from "../status-error.ts";
import { timestamp } from "./managed-fields.ts";

export const isDefinition = ({ storage }: ServedKind) => storage === "customresourcedefinitions.apiextensions.k8s.io";

/** Refuses a definition that could not be served. */
export function checkDefinition(kind: ServedKind, { metadata, spec }: KubernetesObject): void {
  const fault = definitionFault(metadata.name, spec);
  if (fault) throw invalid(kind, metadata.name, fault.field, fault.why);
}

/** Serves what the definition asks for, instead of what it asked for before. */
export function serveDefinition({ kinds, store }: ClusterState, definition: KubernetesObject): void {
  const storage = definition.metadata.name;
  kinds.withdraw(storage);
  kinds.serve(customKinds(definition));
  store.collection(storage);
}

/** Deletes the definition's objects, ends their watches and serves the kinds no more. */
export function withdrawDefinition({ kinds, store }: ClusterState, definition: KubernetesObject): void {
  const storage = definition.metadata.name;
  const collection = store.collection(storage);
  for (const object of collection.sorted()) collection.remove(object);
  store.drop(storage);
  kinds.withdraw(storage);
}

/** The status of an accepted definition, by which clients see that its kinds are served. */
export function definitionStatus({ spec }: KubernetesObject | JsonObject): JsonObject {
  const { names, versions } = spec as { names?: unknown; versions?: { name: string; storage?: boolean }[] };
  const condition = (type: string, reason: string) => ({
    type,
    status: "True",
    lastTransitionTime: timestamp(),
    reason,
  });
  return {
    conditions: [condition("NamesAccepted", "NoConflicts"), condition("Established", "InitialNamesAccepted")],
    acceptedNames: names,
    storedVersions: versions?.filter(({ storage }) => storage).map(({ name }) => name),
  };
}
