const reserved = /^(?:true|false|null|yes|no|on|off|y|n|~)$/i;
const plain = /^(?:[\w./]|--?\w)[\w./:@%+=,()*-]*(?: [\w./@%+=,()*-][\w./:@%+=,()*-]*)*$/;
// oxlint-disable-next-line no-control-regex -- what a terminal or a chat would act on instead of showing
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g;

/** A member as YAML-like lines: to be read by people, so nothing is folded and no line is cut. */
export function memberLines(key: string, value: unknown): string[] {
  const [first = "", ...rest] = valueLines(value);
  const name = scalar(key);
  if (isInline(value)) return [`${name}: ${first}`, ...indented(rest)];
  return [`${name}:`, ...(Array.isArray(value) ? [first, ...rest] : indented([first, ...rest]))];
}

/** An element of a list as YAML-like lines. */
export function elementLines(value: unknown): string[] {
  const [first = "", ...rest] = valueLines(value);
  return [`- ${first}`, ...indented(rest)];
}

/** A text's lines without control characters; says so when the last one is not ended. */
export function textLines(text: string): string[] {
  const lines = text.replace(control, escaped).split("\n");
  if (lines.at(-1) !== "") return [...lines, "\\ no newline at the end"];
  return lines.slice(0, -1);
}

/** Scalars, empty collections and block texts begin on their key's own line. */
function isInline(value: unknown): boolean {
  return typeof value !== "object" || value === null || Object.keys(value).length === 0;
}

function valueLines(value: unknown): string[] {
  if (typeof value === "string" && value.includes("\n")) return blockLines(value);
  if (typeof value === "string") return [scalar(value)];
  if (isInline(value)) return [JSON.stringify(value)];
  if (Array.isArray(value)) return value.flatMap(elementLines);
  return Object.entries(value as object).flatMap(([key, member]) => memberLines(key, member));
}

function blockLines(text: string): string[] {
  const lines = text.replace(control, escaped).split("\n");
  return lines.at(-1) === "" ? ["|", ...lines.slice(0, -1)] : ["|-", ...lines];
}

/** Quoted where it would read as something else: a number, a word such as `true`, or with its own punctuation. */
function scalar(text: string): string {
  const isPlain = plain.test(text) && !text.endsWith(":") && !text.includes(": ") && !reserved.test(text);
  return isPlain && Number.isNaN(Number(text)) ? text : JSON.stringify(text).replace(control, escaped);
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function escaped(character: string): string {
  return character === "\r" ? "\\r" : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
