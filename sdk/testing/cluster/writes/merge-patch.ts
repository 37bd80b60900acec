import { isJsonObject } from "../json-object.ts";

/** RFC 7396: null removes, objects merge, everything else replaces. Neither argument is changed. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const result: Record<string, unknown> = isJsonObject(target) ? { ...target } : {};
  for (const [member, value] of Object.entries(patch)) {
    if (value === null) delete result[member];
    else Object.defineProperty(result, member, { ...PLAIN, value: mergePatch(result[member], value) });
  }
  return result;
}

// Defined, not assigned: a member named __proto__ is a member like any other.
const PLAIN = { enumerable: true, configurable: true, writable: true };
