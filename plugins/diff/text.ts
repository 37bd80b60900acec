import type { Change } from "./changes.ts";
import { changedLines } from "./changed-lines.ts";
import { elementLabel } from "./places.ts";
import { memberAt, parsePointer, type Path } from "./pointer.ts";
import { elementLines, memberLines } from "./yaml.ts";

/**
 * The changes as a unified diff of YAML-like lines, each group headed by where it is:
 *
 *     @@ spec.template.spec.containers[web] @@
 *     -  image: nginx:1.27
 *     +  image: nginx:1.28
 */
export function diffText(old: unknown, changes: readonly Change[]): string {
  const lines: string[] = [];
  let lastHeading: string | undefined;
  for (const change of changes.map(placed).sort(byPlace)) {
    const { heading, body } = hunk(old, change);
    if (heading !== lastHeading) lines.push(`@@ ${heading} @@`);
    lastHeading = heading;
    lines.push(...body);
  }
  return lines.join("\n");
}

/** A change with the keys that lead to it. */
interface Placed extends Change {
  readonly parents: Path;
  readonly key: string;
}

interface Hunk {
  readonly heading: string;
  readonly body: readonly string[];
}

function placed(change: Change): Placed {
  const segments = parsePointer(change.path);
  return { ...change, parents: segments.slice(0, -1), key: segments.at(-1) ?? "" };
}

function hunk(old: unknown, change: Placed): Hunk {
  const { op, key, parents, value, oldValue } = change;
  if (isText(oldValue) && isText(value) && `${oldValue}${value}`.includes("\n")) {
    return { heading: headingOf(old, [...parents, key]), body: changedLines(oldValue, value) };
  }
  const isElement = Array.isArray(parents.reduce(memberAt, old));
  const linesOf = (shown: unknown) => (isElement ? elementLines(shown) : memberLines(key, shown));
  return {
    heading: headingOf(old, parents),
    body: [
      ...(op === "add" ? [] : linesOf(oldValue).map((line) => `-  ${line}`)),
      ...(op === "remove" ? [] : linesOf(value).map((line) => `+  ${line}`)),
    ],
  };
}

/** spec.template.spec.containers[web]; "." for the object itself. */
function headingOf(old: unknown, path: Path): string {
  let heading = "";
  let node = old;
  for (const segment of path) {
    const member = memberAt(node, segment);
    if (Array.isArray(node)) heading += `[${elementLabel(member, segment)}]`;
    else if (/^[\w-]+$/.test(segment)) heading += heading === "" ? segment : `.${segment}`;
    else heading += `[${JSON.stringify(segment)}]`;
    node = member;
  }
  return heading === "" ? "." : heading;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** In the order of keys, elements by index, and what goes before what comes. */
function byPlace(one: Placed, other: Placed): number {
  for (const [depth, segment] of one.parents.entries()) {
    const order = bySegment(segment, other.parents[depth] ?? "");
    if (order !== 0) return order;
  }
  if (one.parents.length !== other.parents.length) return one.parents.length - other.parents.length;
  return bySegment(one.key, other.key) || Number(one.op === "add") - Number(other.op === "add");
}

function bySegment(one: string, other: string): number {
  if (one === other) return 0;
  const difference = Number(one) - Number(other);
  if (!Number.isNaN(difference) && difference !== 0) return difference;
  return one < other ? -1 : 1;
}
