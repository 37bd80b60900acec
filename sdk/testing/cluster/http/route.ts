import type { ServedKind } from "../kinds/served-kind.ts";
import type { ServedKinds } from "../kinds/served-kinds.ts";
import { methodNotAllowed, resourceNotFound } from "../status-error.ts";
import type { ObjectTarget } from "../writes/object-target.ts";
import { PageNotFound } from "./page-not-found.ts";
import { parseResourcePath, type ResourcePath } from "./resource-path.ts";

/** The objects of a kind, in one namespace or in all of them. */
export interface CollectionRoute {
  readonly kind: ServedKind;
  readonly namespace?: string;
  readonly name?: undefined;
}

/** What a resource path names. */
export type Route = CollectionRoute | ObjectTarget;

/** Finds out what a path names among the kinds now served; throws the 404 or 405 the API server would answer. */
export function routeOf(kinds: ServedKinds, path: string): Route {
  const parsed = parseResourcePath(path);
  if (!parsed) throw new PageNotFound();
  const kind = kinds.find(parsed.apiVersion, parsed.plural);
  if (!kind) throw notServed(kinds, parsed.apiVersion);
  const within = parsed.namespace === undefined ? {} : { namespace: parsed.namespace };
  if (parsed.namespace !== undefined && !kind.namespaced) throw resourceNotFound();
  if (parsed.name === undefined) return { kind, ...within };
  if (parsed.namespace === undefined && kind.namespaced) throw methodNotAllowed();
  return { kind, ...within, name: parsed.name, ...subresourceOf(kind, parsed) };
}

function subresourceOf(kind: ServedKind, { subresource }: ResourcePath): { subresource?: "status" } {
  if (subresource === undefined) return {};
  if (subresource !== "status" || !kind.statusSubresource) throw resourceNotFound();
  return { subresource };
}

/** In the groups that are always there the server answers with a `Status`; of any other it knows nothing. */
function notServed(kinds: ServedKinds, apiVersion: string): Error {
  const [group = ""] = apiVersion.includes("/") ? apiVersion.split("/") : [""];
  return kinds.isBuiltInGroup(group) ? resourceNotFound() : new PageNotFound();
}
