import type { KubernetesObject } from "../../../event.ts";
import { parseFieldSelector } from "./field-selector.ts";
import { parseLabelSelector } from "./label-selector.ts";

/** Which objects of a kind a list or watch is about. */
export interface Selection {
  matches(object: KubernetesObject): boolean;
  /** True when labels or fields narrow it: the server then does not count what remains. */
  readonly selective: boolean;
}

export function selectionOf(namespace: string | undefined, query: URLSearchParams): Selection {
  const labelSelector = query.get("labelSelector") ?? "";
  const fieldSelector = query.get("fieldSelector") ?? "";
  const matchesLabels = parseLabelSelector(labelSelector);
  const matchesFields = parseFieldSelector(fieldSelector);
  return {
    selective: labelSelector !== "" || fieldSelector !== "",
    matches: ({ metadata }) =>
      (namespace === undefined || metadata.namespace === namespace) &&
      matchesLabels(metadata.labels ?? {}) &&
      matchesFields(metadata),
  };
}
