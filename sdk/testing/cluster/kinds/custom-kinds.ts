import type { KubernetesObject } from "../../../event.ts";
import { isJsonObject, type JsonObject } from "../json-object.ts";
import type { ServedKind } from "./served-kind.ts";

/** The part of a CustomResourceDefinition's spec that decides what is served. */
interface DefinitionSpec {
  readonly group: string;
  readonly scope: "Namespaced" | "Cluster";
  readonly names: {
    readonly kind: string;
    readonly plural: string;
    readonly singular?: string;
    readonly shortNames?: readonly string[];
  };
  readonly versions: readonly {
    readonly name: string;
    readonly served: boolean;
    readonly subresources?: { readonly status?: JsonObject };
  }[];
}

/** The kinds that a CustomResourceDefinition asks to be served: one for each served version. */
export function customKinds(definition: KubernetesObject): readonly ServedKind[] {
  const { group, scope, names, versions } = definition["spec"] as DefinitionSpec;
  return versions
    .filter(({ served }) => served)
    .map(({ name, subresources }) => ({
      group,
      version: name,
      kind: names.kind,
      plural: names.plural,
      singular: names.singular ?? names.kind.toLowerCase(),
      shortNames: names.shortNames ?? [],
      namespaced: scope === "Namespaced",
      statusSubresource: subresources?.status !== undefined,
      counted: true,
      custom: true,
      storage: definition.metadata.name,
    }));
}

/** Why the definition cannot be served; undefined: it can. */
export function definitionFault(name: string, spec: unknown): { field: string; why: string } | undefined {
  if (!isJsonObject(spec) || !isJsonObject(spec["names"])) return { field: "spec.names", why: "Required value" };
  const { plural, kind } = spec["names"];
  if (typeof kind !== "string") return { field: "spec.names.kind", why: "Required value" };
  if (typeof plural !== "string") return { field: "spec.names.plural", why: "Required value" };
  if (typeof spec["group"] !== "string") return { field: "spec.group", why: "Required value" };
  if (!Array.isArray(spec["versions"])) return { field: "spec.versions", why: "Required value" };
  const expected = `${plural}.${spec["group"]}`;
  if (name === expected) return undefined;
  return { field: "metadata.name", why: `Invalid value: "${name}": must be spec.names.plural+"."+spec.group` };
}
