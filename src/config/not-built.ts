import type { Problem } from "../errors/problems.ts";
import { type KeyPath, valueAt, writeKeyPath } from "./document/key-path.ts";
import type { Document } from "./document/document.ts";

/** A key that is accepted and not yet acted on. */
interface NotBuilt {
  readonly key: string;
}

/** What this version does not do yet, by where it stands. Building it takes its line away. */
export const notBuilt = {
  config: [{ key: "dropInDir" }],
  handler: [],
} as const satisfies Record<string, readonly NotBuilt[]>;

/** Refuses by name what stands in the given part of a document and is not built yet. */
export function notBuiltProblems(document: Document, part: keyof typeof notBuilt, at: KeyPath = []): Problem[] {
  const entries: readonly NotBuilt[] = notBuilt[part];
  return entries.flatMap(({ key }) => {
    const path = [...at, key];
    if (valueAt(document.tree, path) === undefined) return [];
    const message = `\`${writeKeyPath(path)}\` is not built yet, in ${document.locate(path)}`;
    return [{ code: "KW_NOT_BUILT", message, mend: "Leave it out." }];
  });
}
