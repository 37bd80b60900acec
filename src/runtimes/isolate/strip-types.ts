import { stripTypeScriptTypes } from "node:module";

/** A mistake in a TypeScript file. */
export class TypeScriptMistake extends SyntaxError {
  override readonly name = "SyntaxError";
  /** "line:column". */
  readonly position: string;

  constructor(message: string, position: string) {
    super(message);
    this.position = position;
  }
}

let isQuiet = false;

/** Replaces types by spaces, so that lines and columns stay. Throws TypeScriptMistake. */
export function stripTypes(source: string): string {
  if (!isQuiet) warnNoMore();
  try {
    return stripTypeScriptTypes(source);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new TypeScriptMistake(error.message, positionIn(source, error.stack ?? ""));
  }
}

/** The stack begins with the line's number, then the lines around it; marks stand below what is wrong, if that is one line. */
function positionIn(source: string, stack: string): string {
  const [, line = "1"] = /^.*?:(\d+)\n/.exec(stack) ?? [];
  const marks = /^ *(?=\^+$)/m.exec(stack)?.[0];
  const indent = marks ?? /^\s*/.exec(source.split("\n")[Number(line) - 1] ?? "")?.[0] ?? "";
  return `${line}:${indent.length + 1}`;
}

/** Node calls it experimental, once, at its first use: nothing that a user can act on. */
function warnNoMore(): void {
  isQuiet = true;
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => {};
  try {
    stripTypeScriptTypes("");
  } finally {
    process.emitWarning = emitWarning;
  }
}
