import { globSync } from "node:fs";
import { projectRoot } from "../cli/kwatchman-process.ts";
import { type CodeBlock, codeBlocks, type Document, readDocument } from "./code-blocks.ts";

const readmes = ["plugins/*/README.md", "examples/*/README.md", "charts/*/README.md"];
const files = globSync(["*.md", "docs/**/*.md", ...readmes], {
  cwd: projectRoot,
}).toSorted();

/** All that the project says about itself. */
export const documents: readonly Document[] = await Promise.all(files.map(readDocument));

/** Their blocks of code. */
export const allBlocks: readonly CodeBlock[] = documents.flatMap(codeBlocks);

/** The blocks of one document. */
export function blocksOf(file: string): readonly CodeBlock[] {
  return allBlocks.filter(({ place }) => place.startsWith(`${file}:`));
}

/** The files that a document's blocks are. */
export function filesOf(file: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    blocksOf(file).flatMap(({ file: named, text }) => (named === undefined ? [] : [[named, text]])),
  );
}
