import { dirname, resolve } from "node:path";
import { ConfigSchema } from "../../sdk/config-schema.ts";
import type { Problem } from "../errors/problems.ts";
import { crossCheck, tablesOf } from "./cross-checks.ts";
import { type DocumentCodes, readDocument } from "./document/document.ts";
import type { Table } from "./document/plain-tree.ts";
import { type ResolvedDocument, resolveReferences } from "./document/references.ts";
import { hostKeys } from "./host-keys.ts";
import { type ConfigOverrides, overrideProblems } from "./overrides.ts";
import { checkAgainst } from "./schema/check-against.ts";

const codes: DocumentCodes = {
  notFound: "KW_CONFIG_NOT_FOUND",
  notFoundMend: "Name the configuration with -c/--config or KW_CONFIG_FILE; otherwise it is ./config.toml.",
  syntax: "KW_CONFIG_SYNTAX",
  invalid: "KW_CONFIG_INVALID",
  unknownKey: "KW_CONFIG_UNKNOWN_KEY",
};

/** A configuration that was read and checked as far as that goes without its plugins. */
export interface CheckedConfig {
  /** References resolved; complete (defaults filled in) if there are no problems. */
  readonly document: ResolvedDocument;
  readonly problems: readonly Problem[];
  /** Absolute. */
  readonly pluginDirs: readonly string[];
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
  /** Every key that is not the host's. */
  readonly settings: Readonly<Table>;
}

/** Reads a configuration and collects its mistakes. Throws ProblemsError only for a file that cannot be read at all. */
export async function checkConfig(
  file: string,
  overrides: ConfigOverrides,
  env: NodeJS.ProcessEnv,
): Promise<CheckedConfig> {
  const { document, problems: missing } = resolveReferences(await readDocument(file, codes), env);
  const wrong = checkAgainst(ConfigSchema, document.tree, { document, at: [], ...codes });
  return {
    document,
    problems: [...missing, ...wrong.problems, ...crossCheck(document, overrides), ...overrideProblems(overrides)],
    pluginDirs: stringsOf(document.tree["pluginDirs"]).map((directory) => resolve(dirname(file), directory)),
    pluginUses: tablesOf(document.tree["handler"]).flatMap(([entry, index]) => pluginUse(entry, index)),
  };
}

/** A handler that brings its own runtime has no plugin. */
function pluginUse(entry: Table, index: number): PluginUse[] {
  const namedBy = entry["plugin"] === undefined ? "name" : "plugin";
  const plugin = entry[namedBy];
  if (typeof plugin !== "string" || entry["runtime"] !== undefined) return [];
  return [{ index, plugin, namedBy, settings: settingsOf(entry) }];
}

/** A handler's keys that are not the host's. */
function settingsOf(entry: Readonly<Table>): Table {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !hostKeys.includes(key)));
}

function stringsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
}
