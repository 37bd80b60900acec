import { memberAt, parsePointer } from "./pointer.ts";

/** Places in an object that are left out when it is compared, as a tree along their paths. */
export interface Ignored {
  /** This place itself is left out. */
  isWhole: boolean;
  /** By key or index; "*" is any. */
  readonly below: Map<string, Ignored>;
}

/** Joins JSON Pointers, in which "*" is any key or index. */
export function ignoredPlaces(pointers: readonly string[]): Ignored {
  const root: Ignored = { isWhole: false, below: new Map() };
  for (const pointer of pointers) {
    let place = root;
    for (const segment of parsePointer(pointer)) {
      const next = place.below.get(segment) ?? { isWhole: false, below: new Map<string, Ignored>() };
      place.below.set(segment, next);
      place = next;
    }
    place.isWhole = true;
  }
  return root;
}

/**
 * The object without what is ignored; the rest is shared with the original, which stays as it is. `other` is what it will
 * be compared with: an object emptied here is left out if the other never had it.
 */
export function withoutIgnored<T extends object>(object: T, other: unknown, ignored: Ignored): T {
  return without(object, other, ignored) as T;
}

function without(node: unknown, other: unknown, { below }: Ignored): unknown {
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) {
    return node
      .map((element, index) => remainder(element, other, String(index), below))
      .filter((element) => element !== undefined);
  }
  const left: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    const member = remainder(value, other, key, below);
    if (member !== undefined) left[key] = member;
  }
  return left;
}

/** What is left of a member or element; undefined if nothing is. */
function remainder(value: unknown, otherParent: unknown, key: string, below: Ignored["below"]): unknown {
  const named = below.get(key);
  const any = below.get("*");
  if (named === undefined && any === undefined) return value;
  if (named?.isWhole || any?.isWhole) return undefined;
  const other = memberAt(otherParent, key);
  let rest = value;
  if (named) rest = without(rest, other, named);
  if (any) rest = without(rest, other, any);
  return rest !== value && other === undefined && isEmpty(rest) ? undefined : rest;
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
