import type { EventData, Resource } from "../../../../sdk/index.ts";
import type { When } from "../../../config/config.ts";

/** Whether a handler is for this event. One without a namespace matches no handler that names namespaces. */
export function matchesWhen(when: When, data: EventData): boolean {
  const { actions, kinds, namespaces, labels } = when;
  if (actions !== undefined && !actions.includes(data.action)) return false;
  if (kinds !== undefined && !matchesKind(kinds, data.resource)) return false;
  if (namespaces !== undefined && (data.namespace === undefined || !namespaces.matches(data.namespace))) return false;
  return labels === undefined || labels.matches(data.object.metadata.labels ?? {});
}

function matchesKind(kinds: readonly string[], { group, kind, plural }: Resource): boolean {
  return [kind.toLowerCase(), plural.toLowerCase()].some(
    (name) => kinds.includes(name) || kinds.includes(`${name}.${group.toLowerCase()}`),
  );
}
