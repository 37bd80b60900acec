import type { Scope } from "../../store/store.ts";

/** Whether the two are the baselines of one cluster, resource entry and watched namespace. */
export function isSameScope(one: Scope, other: Scope): boolean {
  return (
    one === other || (one.cluster === other.cluster && one.entry === other.entry && one.namespace === other.namespace)
  );
}
