import type { Resource } from "../../../sdk/index.ts";
import type { NamespacePatterns } from "../../config/config.ts";

/** Where one reflector looks. */
export interface Place {
  /** The namespace to list and watch; undefined: all, or the kind has none. */
  readonly namespace: string | undefined;
  /** What the scope has for it: the namespace, "*", the patterns as written, or "" for cluster-scoped kinds. */
  readonly scopeNamespace: string;
  /** Of whose baselines it is the heir: the namespace's, "*" for all, "" for cluster-scoped kinds. */
  readonly knownIn: string;
  readonly accepts: (namespace: string) => boolean;
}

const everything = () => true;

/** One place for each named namespace, else one for all: objects of namespaces that do not match are left out here. */
export function placesOf({ namespaced }: Pick<Resource, "namespaced">, namespaces: NamespacePatterns): Place[] {
  if (!namespaced) return [{ namespace: undefined, scopeNamespace: "", knownIn: "", accepts: everything }];
  if (namespaces.written.length === 0) {
    return [{ namespace: undefined, scopeNamespace: "*", knownIn: "*", accepts: everything }];
  }
  if (namespaces.names !== undefined) return namespaces.names.map(placeIn);
  // Not "*": other patterns later select other objects, which are then listed for the first time.
  const scopeNamespace = namespaces.written.join(",");
  return [{ namespace: undefined, scopeNamespace, knownIn: "*", accepts: (name) => namespaces.matches(name) }];
}

export function placeIn(namespace: string): Place {
  return { namespace, scopeNamespace: namespace, knownIn: namespace, accepts: everything };
}

/** Whether the places can be watched namespace by namespace instead. */
export function haveAnotherWay(
  { namespaced }: Pick<Resource, "namespaced">,
  { written, names }: NamespacePatterns,
): boolean {
  return namespaced && written.length > 0 && names === undefined;
}
