/** The keys and indexes that lead to a place in an object. */
export type Path = readonly string[];

/** The keys and indexes of a JSON Pointer (RFC 6901). */
export function parsePointer(pointer: string): Path {
  return pointer
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The JSON Pointer of a member or element. */
export function pointerTo(key: string): string {
  return `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** The member or element that a segment names; undefined if there is none. */
export function memberAt(node: unknown, segment: string): unknown {
  if (typeof node !== "object" || node === null || !Object.hasOwn(node, segment)) return undefined;
  return (node as Record<string, unknown>)[segment];
}
