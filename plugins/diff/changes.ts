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
  const changes: Change[] = [];
  compare(old, current, "", changes);
  return changes;
}

/** Adds to the changes what changed at a path. */
function compare(old: unknown, current: unknown, path: string, changes: Change[]): void {
  if (old === current) return;
  if (Array.isArray(old) && Array.isArray(current)) compareElements(old, current, path, changes);
  else if (isObject(old) && isObject(current)) compareMembers(old, current, path, changes);
  else changes.push({ op: "replace", path, value: current, oldValue: old });
}

function compareMembers(old: Members, current: Members, path: string, changes: Change[]): void {
  const keys = Object.keys(old);
  let shared = keys.length;
  for (const key of keys) {
    const oldValue = old[key];
    const value = current[key];
    if (value === oldValue) continue;
    if (Object.hasOwn(current, key)) {
      compare(oldValue, value, path + pointerTo(key), changes);
    } else {
      shared -= 1;
      changes.push({ op: "remove", path: path + pointerTo(key), oldValue });
    }
  }
  const currentKeys = Object.keys(current);
  if (currentKeys.length === shared) return;
  for (const key of currentKeys) {
    if (!Object.hasOwn(old, key)) changes.push({ op: "add", path: path + pointerTo(key), value: current[key] });
  }
}

/** By index, unless elements have moved: then every element after a new one would seem changed. */
function compareElements(old: readonly unknown[], current: readonly unknown[], path: string, changes: Change[]): void {
  if (isSame(old, current)) return;
  const pairs = movedPlaces(old, current);
  if (pairs !== undefined) return compareMoved(old, current, pairs, path, changes);
  for (const [index, oldValue] of old.entries()) compare(oldValue, current[index], `${path}/${index}`, changes);
}

/** Changes within elements first, while these have their old indexes; then removals from the end, then additions. */
function compareMoved(
  old: readonly unknown[],
  current: readonly unknown[],
  pairs: Places,
  path: string,
  changes: Change[],
): void {
  for (const [from, to] of pairs) compare(old[from], current[to], `${path}/${from}`, changes);
  const kept = new Set(pairs.map(([from]) => from));
  const there = new Set(pairs.map(([, to]) => to));
  for (const [index, oldValue] of [...old.entries()].reverse()) {
    if (!kept.has(index)) changes.push({ op: "remove", path: `${path}/${index}`, oldValue });
  }
  for (const [index, value] of current.entries()) {
    if (!there.has(index)) changes.push({ op: "add", path: `${path}/${index}`, value });
  }
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
