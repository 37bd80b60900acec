import type { JsonObject } from "../json-object.ts";

/** A kind in one version, as the cluster serves it. */
export interface ServedKind {
  /** "" for core kinds. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  /** Only PUT and PATCH of `…/status` write the status. */
  readonly statusSubresource: boolean;
  /** The status of a new object, where the server sets one. */
  readonly initialStatus?: JsonObject;
  /** `metadata.generation` counts changes beside metadata and status. */
  readonly counted: boolean;
  /** Served because of a CustomResourceDefinition. */
  readonly custom: boolean;
  /** Kinds with the same storage show the same objects, each in its own apiVersion. */
  readonly storage: string;
}

export function apiVersionOf({ group, version }: Pick<ServedKind, "group" | "version">): string {
  return group === "" ? version : `${group}/${version}`;
}

/** As messages name it: `deployments.apps`, `configmaps`. */
export function qualifiedName({ group, plural }: Pick<ServedKind, "group" | "plural">): string {
  return group === "" ? plural : `${plural}.${group}`;
}
