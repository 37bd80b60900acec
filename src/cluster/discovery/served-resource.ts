import type { Resource } from "../../../sdk/index.ts";

/** A resource as a discovery document has it. */
export interface ServedResource extends Resource {
  readonly verbs: readonly string[];
  /** Everything but the kind that it may be called, in lower case: plural, singular, short names. */
  readonly names: readonly string[];
}

/** Reads the document of one group and version (an APIResourceList). Subresources are left out: they share kinds. */
export function readResourceList(group: string, version: string, document: unknown): ServedResource[] {
  const { resources } = document as { resources?: unknown };
  if (!Array.isArray(resources)) return [];
  return (resources as RawResource[])
    .filter((raw) => typeof raw.name === "string" && typeof raw.kind === "string" && !raw.name.includes("/"))
    .map((raw) => ({
      group,
      version,
      kind: raw.kind,
      plural: raw.name,
      namespaced: raw.namespaced === true,
      verbs: raw.verbs ?? [],
      names: [raw.name, raw.singularName ?? "", ...(raw.shortNames ?? [])].filter((name) => name !== ""),
    }));
}

interface RawResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced?: boolean;
  readonly verbs?: readonly string[];
  readonly singularName?: string;
  readonly shortNames?: readonly string[];
}

export function isCalled(resource: ServedResource, name: string): boolean {
  return resource.kind.toLowerCase() === name || resource.names.includes(name);
}

export function isWatchable({ verbs }: ServedResource): boolean {
  return verbs.includes("list") && verbs.includes("watch");
}

/** "deployments.apps", "pods": as RBAC and kubectl name it. */
export function qualifiedName({ plural, group }: Pick<Resource, "plural" | "group">): string {
  return group === "" ? plural : `${plural}.${group}`;
}
