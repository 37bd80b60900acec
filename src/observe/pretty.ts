import type { Fields } from "./fields.ts";
import { type Paint, type Style, painter } from "./paint.ts";
import { changeLines, isChange } from "./pretty-change.ts";
import { errorLines } from "./pretty-error.ts";

/** What does not fit in a line stands under it, under its words. */
const indent = " ".repeat("12:00:01 ".length);
/** A value that takes more than this is put under its line. */
const longestInLine = 100;

/** Information is what a log is for: it needs no label. */
const labels: Readonly<Record<string, Style>> = {
  debug: "dim",
  warn: ["yellow", "bold"],
  error: ["red", "bold"],
  fatal: ["red", "bold"],
};

/** A line of the log for a person at a terminal: a change with its diff, or a message with its fields and causes. */
export function prettyLine({ time, ...line }: Fields, hasColours: boolean): string {
  const paint = painter(hasColours);
  const [first = "", ...below] = isChange(line) ? changeLines(line, paint) : messageLines(line, paint);
  return [`${paint(clock(time), "dim")} ${first}`, ...below.map((text) => indent + text)].join("\n");
}

/** Local time, as on the reader's wall. */
function clock(time: unknown): string {
  return new Date(String(time)).toTimeString().slice(0, 8);
}

function messageLines({ level, msg, handler = "", error, ...fields }: Fields, paint: Paint): string[] {
  const label = labels[String(level)];
  const shown = Object.entries(fields).map(([name, value]) => ({ name, value, text: inline(value) }));
  const short = shown.filter(({ text }) => text.length <= longestInLine);
  const long = shown.filter(({ text }) => text.length > longestInLine);
  const first = [
    ...(label === undefined ? [] : [paint(String(level), label)]),
    ...(handler === "" ? [] : [paint(`${String(handler)}:`)]),
    paint(String(msg)),
    ...short.map(({ name, text }) => `${paint(`${name}=`, "dim")}${paint(text)}`),
  ];
  const below = long.flatMap(({ name, value }) =>
    [paint(`${name}:`, "dim")].concat(block(value).map((text) => paint(text))),
  );
  return [first.join(" "), ...errorLines(error, paint), ...below];
}

/** A value as it follows "name=": quoted where it would not be seen where it ends. */
function inline(value: unknown): string {
  return typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

function block(value: unknown): string[] {
  const text = typeof value === "string" ? value : JSON.stringify(value, undefined, 2);
  return text.split("\n").map((line) => `  ${line}`);
}
