import { isSame } from "./is-same.ts";
import { movedPlaces, type Places } from "./places.ts";
import { pointerTo } from "./pointer.ts";

/** One RFC 6902 operation with what it takes away. Applied in order they turn the old object into the current one. */
export interface Change {
  readonly op: "add" | "remove" | "replace";
  readonly path: string;
  readonly value?: unknown;
  readonly oldValue?: unknown;
}

type Members = Readonly<Record<string, unknown>>;

/** What changed from one JSON value to another. Empty if nothing did. */
export function changesBetween(old: unknown, current: unknown): readonly Change[] {
  if (old === current) return [];
  if (Array.isArray(old) && Array.isArray(current)) return elementChanges(old, current);
  if (isObject(old) && isObject(current)) return memberChanges(old, current);
  return [{ op: "replace", path: "", value: current, oldValue: old }];
}

function memberChanges(old: Members, current: Members): Change[] {
  const changes: Change[] = [];
  const keys = Object.keys(old);
  let shared = keys.length;
  for (const key of keys) {
    const oldValue = old[key];
    const value = current[key];
    if (value === oldValue) continue;
    if (Object.hasOwn(current, key)) {
      for (const change of below(key, changesBetween(oldValue, value))) changes.push(change);
    } else {
      shared -= 1;
      changes.push({ op: "remove", path: pointerTo(key), oldValue });
    }
  }
  const currentKeys = Object.keys(current);
  if (currentKeys.length === shared) return changes;
  for (const key of currentKeys) {
    if (!Object.hasOwn(old, key)) changes.push({ op: "add", path: pointerTo(key), value: current[key] });
  }
  return changes;
}

/** By index, unless elements have moved: then every element after a new one would seem changed. */
function elementChanges(old: readonly unknown[], current: readonly unknown[]): readonly Change[] {
  if (isSame(old, current)) return [];
  const pairs = movedPlaces(old, current);
  if (pairs !== undefined) return movedChanges(old, current, pairs);
  return old.flatMap((oldValue, index) => below(`${index}`, changesBetween(oldValue, current[index])));
}

/** Changes within elements first, while these have their old indexes; then removals from the end, then additions. */
function movedChanges(old: readonly unknown[], current: readonly unknown[], pairs: Places): Change[] {
  const within = pairs.flatMap(([from, to]) => below(`${from}`, changesBetween(old[from], current[to])));
  const kept = new Set(pairs.map(([from]) => from));
  const there = new Set(pairs.map(([, to]) => to));
  const removed = old
    .map((oldValue, index): Change => ({ op: "remove", path: `/${index}`, oldValue }))
    .filter((_, index) => !kept.has(index))
    .reverse();
  const added = current
    .map((value, index): Change => ({ op: "add", path: `/${index}`, value }))
    .filter((_, index) => !there.has(index));
  return [...within, ...removed, ...added];
}

/** The changes of a member or element, as changes of what holds it. */
function below(key: string, changes: readonly Change[]): readonly Change[] {
  return changes.map((change) => ({ ...change, path: pointerTo(key) + change.path }));
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
