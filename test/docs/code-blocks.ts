import { readFile } from "node:fs/promises";
import path from "node:path";
import { projectRoot } from "../cli/kwatchman-process.ts";

/** A Markdown file of the project. */
export interface Document {
  /** Relative to the project's folder. */
  readonly file: string;
  readonly text: string;
}

/** A fenced block of code. */
export interface CodeBlock {
  /** "" if the fence names none. */
  readonly language: string;
  readonly text: string;
  /** What the block's first line says it is, in a comment: `# my-plugins/replicas/plugin.toml`; or the marker: `file: page.sh`. */
  readonly file: string | undefined;
  /** The HTML comment right before the block. */
  readonly marker: string | undefined;
  /** Where it begins, as "README.md:12". */
  readonly place: string;
}

export async function readDocument(file: string): Promise<Document> {
  return { file, text: await readFile(path.join(projectRoot, file), "utf8") };
}

const fence = /^(?:<!-- (?<marker>[^\n]+) -->\n\n?)?(?<ticks>`{3,})(?<language>\w*)\n(?<text>.*?)^\k<ticks>$/gms;

export function codeBlocks({ file, text }: Document): CodeBlock[] {
  return [...text.matchAll(fence)].map(({ groups = {}, index }) => {
    const { language = "", text: code = "", marker } = groups;
    const line = text.slice(0, index).split("\n").length;
    const named = fileNamedBy(code) ?? /^file: (.+)$/.exec(marker ?? "")?.[1];
    return { language, text: code, file: named, marker, place: `${file}:${line}` };
  });
}

/** A comment that is nothing but a path with an ending. */
function fileNamedBy(code: string): string | undefined {
  return /^(?:#|\/\/) ((?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)+)$/m.exec(code.split("\n", 1)[0] ?? "")?.[1];
}
