/** One of the languages a file can be written in. */
export interface Syntax {
  /** "TOML". */
  readonly name: string;
  /** The text as plain data. Throws DocumentSyntaxError. */
  parse(text: string): unknown;
  /** The line of every key, by written path. Read from a syntax tree, so only called when there is something to report. */
  lines(text: string): ReadonlyMap<string, number>;
}

/** Text that is not in the language it should be in. */
export class DocumentSyntaxError extends Error {
  override readonly name = "DocumentSyntaxError";
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** The line and column, both from 1, of an offset in a text. */
export function lineAndColumn(text: string, offset: number): [line: number, column: number] {
  const before = text.slice(0, offset).split("\n");
  return [before.length, (before.at(-1) ?? "").length + 1];
}
