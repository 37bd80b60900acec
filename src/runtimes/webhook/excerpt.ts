/** In characters. */
const excerptLength = 200;

/**
 * The beginning of what a receiver said, for a message: one line, nothing that a terminal would act on. What is hidden is
 * replaced before the line is cut, which could leave a part of it.
 */
export function excerptOf(text: string, hidden: readonly string[]): string {
  const shown = hidden.reduce((rest, secret) => (secret === "" ? rest : rest.replaceAll(secret, "***")), text);
  const line = shown.replaceAll(/[\s\p{C}]+/gu, " ").trim();
  return line.length > excerptLength ? `${line.slice(0, excerptLength).toWellFormed()}…` : line;
}
