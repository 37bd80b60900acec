import { commonPairs } from "./common.ts";
import { textLines } from "./yaml.ts";

/** Unchanged lines shown on either side of a change. */
const context = 2;

/** The lines of a text that changed, and a few around them: "-", "+" or " " and the line; "..." where some are left out. */
export function changedLines(oldText: string, currentText: string): string[] {
  const rows = allRows(textLines(oldText), textLines(currentText));
  const changed = rows.flatMap((row, index) => (row.startsWith(" ") ? [] : [index]));
  const shown = new Set(changed.flatMap((index) => neighbours(index, rows.length)));
  const lines: string[] = [];
  let last: number | undefined;
  for (const index of [...shown].sort((one, other) => one - other)) {
    if (last !== undefined && index !== last + 1) lines.push("   ...");
    lines.push(rows[index] ?? "");
    last = index;
  }
  return lines;
}

function allRows(old: readonly string[], current: readonly string[]): string[] {
  const rows: string[] = [];
  let from = 0;
  let to = 0;
  for (const [nextFrom, nextTo] of [...commonPairs(old, current), [old.length, current.length] as const]) {
    rows.push(...old.slice(from, nextFrom).map((line) => `-  ${line}`));
    rows.push(...current.slice(to, nextTo).map((line) => `+  ${line}`));
    rows.push(...old.slice(nextFrom, nextFrom + 1).map((line) => `   ${line}`));
    from = nextFrom + 1;
    to = nextTo + 1;
  }
  return rows;
}

function neighbours(index: number, length: number): number[] {
  const first = Math.max(0, index - context);
  const last = Math.min(length - 1, index + context);
  return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
}
