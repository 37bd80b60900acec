import type { AccessedResource } from "../../cluster/access/needed-access.ts";
import { findBuiltInKind } from "../../cluster/discovery/built-in-kinds.ts";
import { parseResourceName } from "../../cluster/discovery/resource-name.ts";
import type { ResourceConfig } from "../../config/config.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";

/** Finds out what a kind is. Throws KwatchmanError if that cannot be told. */
export type FindResource = (config: ResourceConfig) => AccessedResource | Promise<AccessedResource>;

/** A kind that Kubernetes brings; undefined if it is none of these. */
export function builtInResource({ kind, apiVersion }: ResourceConfig): AccessedResource | undefined {
  const { name, group } = parseResourceName(kind, apiVersion);
  return findBuiltInKind(name, group);
}

/** What a kind is taken for that no cluster is asked about: the plural and the group that are written, in namespaces. */
export function resourceAsWritten({ kind, apiVersion }: ResourceConfig): AccessedResource {
  const { written, name, group } = parseResourceName(kind, apiVersion);
  if (group !== undefined && kind.includes(".")) return { group, plural: name, namespaced: true };
  throw new KwatchmanError("KW_KIND_NEEDS_GROUP", `Kubernetes itself brings no kind "${written}"`, {
    mend: 'Write it as its plural and group, as in "widgets.example.com", or let --ask-cluster find it.',
  });
}
