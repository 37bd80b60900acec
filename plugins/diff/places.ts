import { commonPairs } from "./common.ts";
import { isSame } from "./is-same.ts";
import { memberAt } from "./pointer.ts";

/** What names an element of a Kubernetes list, the first that fits: the members that strategic merge goes by. */
const identities = ["name", "mountPath", "containerPort", "port", "key", "ip", "uid", "type"];

/** Elements of a list that are still there, as pairs of old and current index. */
export type Places = readonly [number, number][];

/**
 * Where the elements of a list have moved, so that an inserted container or
 * argument does not read as a change of everything after it. Undefined if every element is in its old place.
 */
export function movedPlaces(old: readonly unknown[], current: readonly unknown[]): Places | undefined {
  const [oldKeys, currentKeys] = keysOf(old, current);
  if (isSame(oldKeys, currentKeys)) return undefined;
  const pairs = commonPairs(oldKeys, currentKeys);
  const isInPlace = old.length === current.length && pairs.every(([from, to]) => from === to);
  return isInPlace ? undefined : pairs;
}

/** A short name for an element of a list: what follows the list's own in a heading. */
export function elementLabel(element: unknown, index: string): string {
  for (const identity of identities) {
    const key = memberAt(element, identity);
    if (isPlain(key)) return identity === "name" ? `${key}` : `${identity}=${key}`;
  }
  return index;
}

function keysOf(old: readonly unknown[], current: readonly unknown[]): [readonly unknown[], readonly unknown[]] {
  for (const identity of identities) {
    const oldKeys = uniqueKeys(old, identity);
    const currentKeys = oldKeys && uniqueKeys(current, identity);
    if (oldKeys && currentKeys) return [oldKeys, currentKeys];
  }
  return [old.map((element) => JSON.stringify(element)), current.map((element) => JSON.stringify(element))];
}

/** Undefined if not every element has the member as a plain value, or two have the same. */
function uniqueKeys(list: readonly unknown[], identity: string): readonly unknown[] | undefined {
  const keys = new Set<unknown>();
  for (const element of list) {
    const key = memberAt(element, identity);
    if (!isPlain(key)) return undefined;
    keys.add(key);
  }
  return keys.size === list.length ? [...keys] : undefined;
}

function isPlain(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}
