const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
/** Between two backticks, so that no three in a row end a code block. */
const zeroWidthSpace = "\u200B";

/** A text that Slack takes for no mention, link or entity. */
export function escaped(text: string): string {
  return text.toWellFormed().replaceAll(/[&<>]/g, (character) => entities[character] ?? character);
}

/** The same within a code block, which it cannot end. */
export function escapedInCode(text: string): string {
  return escaped(text).replaceAll("`", `\`${zeroWidthSpace}`);
}
