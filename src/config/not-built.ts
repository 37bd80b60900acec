import type { Problem } from "../errors/problems.ts";
import { valueAt, writeKeyPath } from "./document/key-path.ts";
import type { Document } from "./document/document.ts";

/** A key that is accepted and not yet acted on. */
interface NotBuilt {
  readonly key: string;
}

/** What this version does not do yet, by where it stands. Building it takes its line away. */
export const notBuilt: readonly NotBuilt[] = [{ key: "dropInDir" }];

/** Refuses by name what stands in a document and is not built yet. */
export function notBuiltProblems(document: Document): Problem[] {
  return notBuilt.flatMap(({ key }) => {
    const path = [key];
    if (valueAt(document.tree, path) === undefined) return [];
    const message = `\`${writeKeyPath(path)}\` is not built yet, in ${document.locate(path)}`;
    return [{ code: "KW_NOT_BUILT", message, mend: "Leave it out." }];
  });
}
