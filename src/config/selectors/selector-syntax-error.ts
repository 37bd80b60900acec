/** A selector that cannot be understood: what is wrong, and where. */
export class SelectorSyntaxError extends Error {
  override readonly name = "SelectorSyntaxError";

  /** @param offset where, from 0; the message counts from 1 */
  constructor(what: string, offset: number) {
    super(`${what} at character ${offset + 1}`);
  }
}

/** What is wrong with a selector's text; undefined if the parser takes it. */
export function selectorMistake(parse: (text: string) => unknown, text: string): string | undefined {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    if (error instanceof SelectorSyntaxError) return error.message;
    throw error;
  }
}
