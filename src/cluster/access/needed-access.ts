import type { Resource } from "../../../sdk/index.ts";
import type { NamespacePatterns } from "../../config/config.ts";
import { identityNamespace } from "../connection/identity.ts";
import { namespaceResource } from "../watch/by-namespace.ts";
import { haveAnotherWay, placesOf } from "../watch/places.ts";

/** What is done with a resource that is watched. */
export const watchVerbs = ["list", "watch"] as const;

/** A resource as access rules name it, and where its objects lie. */
export type AccessedResource = Pick<Resource, "group" | "plural" | "namespaced">;

/** A resource that is to be listed and watched in one place. */
export interface Watching<R extends AccessedResource = AccessedResource> {
  readonly resource: R;
  /** undefined: in all namespaces, or the kind has none. */
  readonly namespace: string | undefined;
}

/** Where a resource is listed and watched: in each named namespace, else in all at once. */
export function neededAccess<R extends AccessedResource>(resource: R, namespaces: NamespacePatterns): Watching<R>[] {
  return placesOf(resource, namespaces).map(({ namespace }) => ({ resource, namespace }));
}

/** What watching namespace by namespace takes besides, for namespaces given by pattern. */
export function accessToNamespaces(resource: AccessedResource, namespaces: NamespacePatterns): Watching<Resource>[] {
  return haveAnotherWay(resource, namespaces) ? [{ resource: namespaceResource, namespace: undefined }] : [];
}

/** What tells the cluster from others: a role in that very namespace is enough to read it. */
export const identityRule = {
  namespace: identityNamespace,
  rule: { apiGroups: [""], resources: ["namespaces"], resourceNames: [identityNamespace], verbs: ["get"] },
} as const;
