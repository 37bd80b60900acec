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

/** The blocks of these documents. */
export function blocksOf(...names: readonly string[]): readonly CodeBlock[] {
  return allBlocks.filter(({ place }) => names.some((file) => place.startsWith(`${file}:`)));
}

/** The files that the blocks of these documents are. */
export function filesOf(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    blocksOf(...names).flatMap(({ file: named, text }) => (named === undefined ? [] : [[named, text]])),
  );
}

/** What authors of plugins read, whatever the runtime, and of modules. */
export const authorsGuide = ["docs/plugins.md", "docs/contract.md", "docs/module.md"] as const;
