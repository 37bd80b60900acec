/** Control characters, ends of lines, and those that reorder text so that it reads as something else. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text on one line, without anything that a terminal would act on instead of showing it. */
export function onOneLine(text: string): string {
  return text.replaceAll("\t", "  ").replace(control, escaped);
}

/** The same for text of several lines: it keeps them. JSON stays JSON, and says the same. */
export function onItsLines(text: string): string {
  return text.split("\n").map(onOneLine).join("\n");
}

/** As JSON spells it. */
function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
