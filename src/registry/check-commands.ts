import { dirname, resolve } from "node:path";
import type { CheckedConfig } from "../config/check-config.ts";
import { tablesOf } from "../config/checks/cross-checks.ts";
import { type KeyPath, writeKeyPath } from "../config/document/key-path.ts";
import { problemAt } from "../config/document/problem-at.ts";
import { isTable, type Table } from "../config/document/plain-tree.ts";
import type { ResolvedDocument } from "../config/document/references.ts";
import { tellValue } from "../config/schema/schema-problems.ts";
import type { Problem } from "../errors/problems.ts";
import { programMistake } from "../runtimes/exec/program-mistake.ts";
import type { CheckedPlugins } from "./check-plugins.ts";
import { childEnvironment } from "./child-environment.ts";
import { readManifestDocument } from "./read-manifest.ts";

/** Looks whether the programs of all executables are there, those of plugins and of handlers without one. */
export function commandProblems(
  { document }: CheckedConfig,
  { byHandler }: CheckedPlugins,
  env: NodeJS.ProcessEnv,
): Problem[] {
  const problems = tablesOf(document.tree["handler"]).flatMap(([entry, index]): Problem[] => {
    const own = stringsOf(entry["env"]);
    const checked = byHandler.get(index);
    if (checked === undefined) return ownCommandProblems(document, entry, index, childEnvironment(env, [], own));
    const { manifest, directory } = checked.plugin;
    if (manifest.runtime !== "exec") return [];
    const path = childEnvironment(env, manifest.permissions?.env ?? [], own)["PATH"];
    return problemOf(manifest.command?.[0], directory, path, () => ({
      code: "KW_MANIFEST_INVALID",
      document: readManifestDocument(directory),
      key: ["command", 0],
    }));
  });
  // Several handlers may share one plugin.
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}

function ownCommandProblems(
  document: ResolvedDocument,
  { runtime, command }: Table,
  index: number,
  env: Readonly<Record<string, string>>,
): Problem[] {
  if (runtime !== "exec" || !Array.isArray(command)) return [];
  return problemOf(command[0], resolve(dirname(document.file)), env["PATH"], () => ({
    code: "KW_CONFIG_INVALID",
    document,
    key: ["handler", index, "command", 0],
  }));
}

/** Where a program is named. */
interface Place {
  readonly code: Problem["code"];
  readonly document: ResolvedDocument;
  readonly key: KeyPath;
}

function problemOf(program: unknown, directory: string, path: string | undefined, placeOf: () => Place): Problem[] {
  if (typeof program !== "string") return [];
  const mistake = programMistake(program, directory, path);
  if (mistake === undefined) return [];
  const { code, document, key } = placeOf();
  const says = `Expected \`${writeKeyPath(key)}\` to be ${mistake.expected}, got ${tellValue(document, key)}`;
  return [problemAt(document, key, { code, says, mend: mistake.mend })];
}

/** What a table has that is right. */
function stringsOf(table: unknown): Record<string, string> {
  if (!isTable(table)) return {};
  return Object.fromEntries(
    Object.entries(table).filter((member): member is [string, string] => typeof member[1] === "string"),
  );
}
