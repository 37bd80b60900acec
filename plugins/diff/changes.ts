import jsonPatch from "fast-json-patch";
import { movedPlaces, type Places } from "./places.ts";
import { memberAt, parsePointer } from "./pointer.ts";

/** One RFC 6902 operation with what it takes away. Applied in order they turn the old object into the current one. */
export interface Change {
  readonly op: "add" | "remove" | "replace";
  readonly path: string;
  readonly value?: unknown;
  readonly oldValue?: unknown;
}

/** What changed between two objects or lists that stand at `path`. Empty if nothing did. */
export function changesBetween(old: object, current: object, path = ""): Change[] {
  const changes: Change[] = [];
  const lists = new Map<unknown, MovedList | undefined>();
  const done = new Set<MovedList>();
  for (const operation of jsonPatch.compare(old, current)) {
    const list = movedListOn(operation.path, old, current, lists);
    if (list === undefined) changes.push(changeOf(operation, old, path));
    else if (!done.has(list)) {
      done.add(list);
      changes.push(...listChanges(list, path + list.path));
    }
  }
  return changes;
}

interface MovedList {
  readonly path: string;
  readonly old: readonly unknown[];
  readonly current: readonly unknown[];
  readonly pairs: Places;
}

/** The outermost list on the path whose elements have moved: there `compare`, which goes by index, sees changes that are none. */
function movedListOn(
  pointer: string,
  oldRoot: unknown,
  currentRoot: unknown,
  lists: Map<unknown, MovedList | undefined>,
): MovedList | undefined {
  let old = oldRoot;
  let current = currentRoot;
  let path = "";
  for (const segment of pointer.split("/").slice(1)) {
    if (Array.isArray(old) && Array.isArray(current)) {
      if (!lists.has(old)) lists.set(old, movedList(path, old, current));
      const list = lists.get(old);
      if (list) return list;
    }
    const [key = ""] = parsePointer(`/${segment}`);
    old = memberAt(old, key);
    current = memberAt(current, key);
    path += `/${segment}`;
  }
  return undefined;
}

function movedList(path: string, old: readonly unknown[], current: readonly unknown[]): MovedList | undefined {
  const pairs = movedPlaces(old, current);
  return pairs && { path, old, current, pairs };
}

/** Changes within elements first, while these have their old indexes; then removals from the end, then additions. */
function listChanges({ old, current, pairs }: MovedList, path: string): Change[] {
  const within = pairs.flatMap(([from, to]) => elementChanges(`${path}/${from}`, old[from], current[to]));
  const kept = new Set(pairs.map(([from]) => from));
  const there = new Set(pairs.map(([, to]) => to));
  const removed = old
    .map((oldValue, index): Change => ({ op: "remove", path: `${path}/${index}`, oldValue }))
    .filter((_, index) => !kept.has(index))
    .reverse();
  const added = current
    .map((value, index): Change => ({ op: "add", path: `${path}/${index}`, value }))
    .filter((_, index) => !there.has(index));
  return [...within, ...removed, ...added];
}

function elementChanges(path: string, old: unknown, current: unknown): Change[] {
  if (typeof old !== "object" || typeof current !== "object" || old === null || current === null) return [];
  return changesBetween(old, current, path);
}

function changeOf(operation: { op: string; path: string; value?: unknown }, root: unknown, rootPath: string): Change {
  const path = rootPath + operation.path;
  const { op, value } = operation;
  if (op === "add") return { op, path, value };
  const oldValue = parsePointer(operation.path).reduce(memberAt, root);
  return op === "remove" ? { op, path, oldValue } : { op: "replace", path, value, oldValue };
}
