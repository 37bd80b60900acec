import { cp } from "node:fs/promises";
import { readFileSync } from "node:fs";
import path from "node:path";
import picomatch from "picomatch";
import { projectRoot } from "../cli/kwatchman-process.ts";

interface Rule {
  readonly leavesOut: boolean;
  readonly matches: (file: string) => boolean;
}

/** Copies what an engine would send to the builder: the checkout less what .dockerignore leaves out. */
export async function copyBuildContext(to: string): Promise<void> {
  const rules = readRules(readFileSync(path.join(projectRoot, ".dockerignore"), "utf8"));
  await cp(projectRoot, to, {
    recursive: true,
    filter: (source) => {
      const file = path.relative(projectRoot, source);
      return file === "" || !isLeftOut(file, rules) || holdsSomethingWanted(file, rules);
    },
  });
}

interface Pattern extends Rule {
  readonly text: string;
}

/** As Docker reads it: the last line that matches a file or a folder it is in decides. */
function readRules(text: string): Pattern[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const pattern = line.replace(/^!/, "");
      const matches = picomatch([pattern, `${pattern}/**`], { dot: true });
      return { leavesOut: !line.startsWith("!"), matches, text: pattern };
    });
}

function isLeftOut(file: string, rules: readonly Rule[]): boolean {
  return rules.findLast((rule) => rule.matches(file))?.leavesOut ?? false;
}

function holdsSomethingWanted(folder: string, rules: readonly Pattern[]): boolean {
  return rules.some(({ leavesOut, text }) => !leavesOut && text.startsWith(`${folder}/`));
}
