import type { KubernetesObject } from "../../../event.ts";

/** A custom kind, in as few words as it takes. */
export interface DefinitionOptions {
  readonly group: string;
  readonly kind: string;
  /** @default the kind in lower case with an "s" */
  readonly plural?: string;
  readonly shortNames?: readonly string[];
  /** All are served; the first is the one objects are stored in. @default ["v1"] */
  readonly versions?: readonly string[];
  /** @default true */
  readonly namespaced?: boolean;
  /** Whether only `…/status` writes the status. @default false */
  readonly statusSubresource?: boolean;
}

/** The CustomResourceDefinition's manifest; it lets objects have any members. A real API server takes it, too. */
export function definitionOf(options: DefinitionOptions): KubernetesObject {
  const { group, kind, plural = `${kind.toLowerCase()}s`, shortNames = [], versions = ["v1"] } = options;
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  const subresources = options.statusSubresource ? { status: {} } : {};
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: (options.namespaced ?? true) ? "Namespaced" : "Cluster",
      names: { kind, plural, singular: kind.toLowerCase(), shortNames, listKind: `${kind}List` },
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        schema,
        subresources,
      })),
    },
  };
}
