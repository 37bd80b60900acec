import type { Problem } from "../../errors/problems.ts";
import type { Document } from "./document.ts";
import type { KeyPath } from "./key-path.ts";

/** A mistake in a document, before it is said where. */
export interface Mistake extends Pick<Problem, "code" | "mend"> {
  /** "Expected `timeout` to be …, got …" */
  readonly says: string;
  /** What is said after the place. */
  readonly hint?: string;
}

/** The mistake with its place: "… in config.toml:14". */
export function problemAt(document: Document, path: KeyPath, { code, says, hint = "", mend }: Mistake): Problem {
  return {
    code,
    message: `${says} in ${document.locate(path)}${hint}`,
    place: { file: document.file, line: document.lineOf(path) },
    ...(mend !== undefined && { mend }),
  };
}
