import type { CodeBlock } from "./code-blocks.ts";

/** One command of an example for the shell. */
export interface ShellCommand {
  readonly text: string;
  readonly words: readonly string[];
  /** The arguments of kwatchman, if it is called: by its name, or through npm from a checkout. */
  readonly kwatchman: readonly string[] | undefined;
}

/** The commands of a block, one a line or joined by `&&` or `|`. */
export function commandsIn({ text }: CodeBlock): ShellCommand[] {
  const lines = text.split("\n").map((line) => line.replace(/ +# .*$/, ""));
  return lines
    .flatMap((line) => line.split(/&&| \| /))
    .flatMap((command) => (command.trim() === "" ? [] : [read(command.trim())]));
}

function read(text: string): ShellCommand {
  const words = text.split(/\s+/);
  const throughNpm = /^npm run -s kwatchman -- ?/.exec(text)?.[0];
  if (throughNpm !== undefined) return { text, words, kwatchman: text.slice(throughNpm.length).split(/\s+/) };
  return { text, words, kwatchman: words[0] === "kwatchman" ? words.slice(1) : undefined };
}
