import type { ResourceConfig } from "../../config/config.ts";

/**
 * Whose baselines a resource's are: its entry as written, not the API it resolves to, so that a move to another group
 * or version is no change, and a new selector starts anew. So does a change between whole objects and metadata: one
 * cannot be compared with the other.
 */
export function entryOf({ kind, apiVersion, labelSelector, fieldSelector, metadataOnly }: ResourceConfig): string {
  const parts = [kind.toLowerCase(), apiVersion ?? "", labelSelector, fieldSelector];
  return JSON.stringify(metadataOnly ? [...parts, "metadataOnly"] : parts);
}

/** The selectors as a list and a watch take them. */
export function selectorsOf({ labelSelector, fieldSelector }: ResourceConfig): Readonly<Record<string, string>> {
  return {
    ...(labelSelector !== "" && { labelSelector }),
    ...(fieldSelector !== "" && { fieldSelector }),
  };
}
