/** In characters. */
const excerptLength = 200;

/** The beginning of what a receiver said, for a message: one line, nothing that a terminal would act on. */
export function excerptOf(text: string): string {
  const line = text
    .slice(0, excerptLength * 4)
    .replaceAll(/[\s\p{C}]+/gu, " ")
    .trim();
  return line.length > excerptLength ? `${line.slice(0, excerptLength).toWellFormed()}…` : line;
}
