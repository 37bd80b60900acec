import type { Fields } from "./fields.ts";
import type { Paint, Style } from "./paint.ts";

const actionStyles: Readonly<Record<string, Style>> = { add: "green", update: "yellow", delete: "red" };
const diffStyles: Readonly<Record<string, Style>> = { "@": "cyan", "-": "red", "+": "green" };

/** A screen or two: nobody reads more, and a big ConfigMap would push everything else away. */
const mostLines = 80;
const longestLine = 400;

/** A line of the built-in log handler. */
interface ChangeLine extends Fields {
  readonly action: string;
  readonly resource: string;
  readonly subject: string;
}

export function isChange(line: Fields): line is ChangeLine {
  const { msg, action, resource, subject } = line;
  return msg === "change" && [action, resource, subject].every((part) => typeof part === "string");
}

/** "update Deployment shop/web" and, under it, what changed. */
export function changeLines(
  { action, resource, subject, initial, missed, merged, diff }: ChangeLine,
  paint: Paint,
): string[] {
  const what = [paint(action, actionStyles[action]), paint(resource), paint(subject, "bold")];
  if (initial === true) what.push(paint("(was there)", "dim"));
  if (missed === true) what.push(paint("(missed)", "dim"));
  if (Number(merged) > 1) what.push(paint(`(${String(merged)} changes in one)`, "dim"));
  return [what.join(" "), ...diffLines(diff).map((line) => paint(cut(line), diffStyles[line.slice(0, 1)]))];
}

function diffLines(diff: unknown): string[] {
  if (typeof diff !== "object" || diff === null || !("text" in diff)) return [];
  const lines = typeof diff.text === "string" ? diff.text.split("\n") : [];
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines), `… ${(lines.length - mostLines).toLocaleString("en")} more lines`];
}

function cut(line: string): string {
  const left = line.length - longestLine;
  return left <= 0 ? line : `${line.slice(0, longestLine)} … ${left.toLocaleString("en")} more characters`;
}
