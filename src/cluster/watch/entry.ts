import type { ResourceConfig } from "../../config/config.ts";

/**
 * Whose baselines a resource's are: its entry as written, not the API it resolves to, so that a move to another group
 * or version is no change, and a new selector starts anew.
 */
export function entryOf({ kind, apiVersion, labelSelector, fieldSelector }: ResourceConfig): string {
  return JSON.stringify([kind.toLowerCase(), apiVersion ?? "", labelSelector, fieldSelector]);
}

/** The selectors as a list and a watch take them. */
export function selectorsOf({ labelSelector, fieldSelector }: ResourceConfig): Readonly<Record<string, string>> {
  return {
    ...(labelSelector !== "" && { labelSelector }),
    ...(fieldSelector !== "" && { fieldSelector }),
  };
}
