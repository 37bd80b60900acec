/** A key's path in a document: ["handler", 2, "timeout"]. */
export type KeyPath = readonly (string | number)[];

/** As messages write it: `handler[2].timeout`; a key that is not a bare word in quotes. */
export function writeKeyPath(path: KeyPath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += (text === "" ? "" : ".") + (/^[$\w-]+$/.test(step) ? step : JSON.stringify(step));
  }
  return text;
}

/** What stands at a path of a tree; undefined if nothing does. */
export function valueAt(tree: unknown, path: KeyPath): unknown {
  let value = tree;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** The path that a JSON Pointer writes; a step of digits is taken for a place in a list. */
export function pathOfPointer(pointer: string): KeyPath {
  const steps = pointer.split("/").slice(1);
  return steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll("~1", "/").replaceAll("~0", "~")));
}
