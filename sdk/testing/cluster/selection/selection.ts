import type { KubernetesObject } from "../../../event.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { parseFieldSelector } from "./field-selector.ts";
import { parseLabelSelector } from "./label-selector.ts";

/** Which objects of a kind a list or watch is about. */
export interface Selection {
  matches(object: KubernetesObject): boolean;
  /** True when labels or fields narrow it: the server then does not count what remains. */
  readonly selective: boolean;
}

/** Reads the selectors of a request's query; a mistake is a 400. */
export function selectionOf(kind: ServedKind, namespace: string | undefined, query: URLSearchParams): Selection {
  const labelSelector = query.get("labelSelector") ?? "";
  const fieldSelector = query.get("fieldSelector") ?? "";
  const matchesLabels = parseLabelSelector(labelSelector);
  const matchesFields = parseFieldSelector(fieldSelector, kind.custom);
  return {
    selective: labelSelector !== "" || fieldSelector !== "",
    matches: ({ metadata }) =>
      (namespace === undefined || metadata.namespace === namespace) &&
      matchesLabels(metadata.labels ?? {}) &&
      matchesFields(metadata),
  };
}
