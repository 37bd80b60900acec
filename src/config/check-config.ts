import { dirname, resolve } from "node:path";
import { ConfigSchema } from "../../sdk/config-schema.ts";
import type { Problem } from "../errors/problems.ts";
import { configCodes } from "./config-codes.ts";
import { crossCheck, tablesOf } from "./checks/cross-checks.ts";
import { type Document, readDocument } from "./document/document.ts";
import type { Table } from "./document/plain-tree.ts";
import { type ResolvedDocument, resolveReferences } from "./document/references.ts";
import { type ConfigOverrides, overrideProblems } from "./overrides.ts";
import { checkAgainst } from "./schema/check-against.ts";

/** A configuration that was read and checked as far as that goes without its plugins. */
export interface CheckedConfig {
  /** References resolved; complete (defaults filled in) if there are no problems. */
  readonly document: ResolvedDocument;
  readonly problems: readonly Problem[];
  /** The values of `writeOnly` keys. */
  readonly secrets: readonly string[];
  /** Absolute. */
  readonly pluginDirs: readonly string[];
  /** Absolute. */
  readonly dropInDir: string | undefined;
  /** What can be told of the handlers' plugins, right or wrong as the rest may be. */
  readonly pluginUses: readonly PluginUse[];
}

/** Which plugin a handler uses, and with which settings. */
export interface PluginUse {
  /** The handler's place, from 0. */
  readonly index: number;
  readonly plugin: string;
  /** The key that names the plugin. */
  readonly namedBy: "name" | "plugin";
  /** The whole handler as it stands in the document. */
  readonly entry: Table;
}

/** Reads a configuration and collects its mistakes. Throws ProblemsError only for a file that cannot be read at all. */
export async function checkConfig(
  file: string,
  overrides: ConfigOverrides,
  env: NodeJS.ProcessEnv,
): Promise<CheckedConfig> {
  return checkDocument(await readDocument(file, configCodes), overrides, env);
}

/** The same for a configuration that has been read. */
export function checkDocument(written: Document, overrides: ConfigOverrides, env: NodeJS.ProcessEnv): CheckedConfig {
  const { document, problems: missing } = resolveReferences(written, env);
  const wrong = checkAgainst(ConfigSchema, document.tree, { document, at: [], ...configCodes });
  const { dropInDir } = document.tree;
  return {
    document,
    problems: [...missing, ...wrong.problems, ...crossCheck(document, overrides), ...overrideProblems(overrides)],
    secrets: wrong.secrets,
    pluginDirs: stringsOf(document.tree["pluginDirs"]).map((directory) => resolve(dirname(document.file), directory)),
    dropInDir: typeof dropInDir === "string" ? resolve(dirname(document.file), dropInDir) : undefined,
    pluginUses: tablesOf(document.tree["handler"]).flatMap(([entry, index]) => pluginUse(entry, index)),
  };
}

/** A handler that brings its own runtime has no plugin. */
function pluginUse(entry: Table, index: number): PluginUse[] {
  const namedBy = entry["plugin"] === undefined ? "name" : "plugin";
  const plugin = entry[namedBy];
  if (typeof plugin !== "string" || entry["runtime"] !== undefined) return [];
  return [{ index, plugin, namedBy, entry }];
}

function stringsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
}
