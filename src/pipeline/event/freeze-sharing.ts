import { deepFreeze } from "./deep-freeze.ts";

type Container = Record<string, unknown> | unknown[];

/**
 * Freezes a JSON tree in place, like `deepFreeze`, and puts parts of an earlier, frozen tree in the place of those that
 * equal them. So what an update leaves as it was is in memory once, and comparing the two trees passes it over at once.
 */
export function freezeSharing<T extends object>(tree: T, earlier: object): T {
  return shared(tree as Container, earlier) as T;
}

function shared(tree: Container, earlier: unknown): unknown {
  if (!isContainer(earlier) || Array.isArray(tree) !== Array.isArray(earlier)) return deepFreeze(tree);
  return Array.isArray(tree)
    ? sharedElements(tree, earlier as readonly unknown[])
    : sharedMembers(tree, earlier as Readonly<Record<string, unknown>>);
}

function sharedElements(tree: unknown[], earlier: readonly unknown[]): readonly unknown[] {
  let isSame = tree.length === earlier.length;
  for (let index = 0; index < tree.length; index += 1) {
    const value = tree[index];
    if (isContainer(value)) tree[index] = shared(value, earlier[index]);
    if (tree[index] !== earlier[index]) isSame = false;
  }
  return isSame ? earlier : Object.freeze(tree);
}

function sharedMembers(tree: Record<string, unknown>, earlier: Readonly<Record<string, unknown>>): object {
  let isSame = true;
  let members = 0;
  // Parsed JSON has no enumerable members but its own, and V8 is quicker at this than at lists of keys.
  for (const key in tree) {
    members += 1;
    const value = tree[key];
    const before = earlier[key];
    if (value === before) continue;
    const part = isContainer(value) ? shared(value, Object.hasOwn(earlier, key) ? before : undefined) : value;
    if (part !== value) tree[key] = part;
    if (part !== before) isSame = false;
  }
  return isSame && members === Object.keys(earlier).length ? earlier : Object.freeze(tree);
}

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}
