import { statSync } from "node:fs";
import type { CheckedConfig, PluginUse } from "../config/check-config.ts";
import { type KeyPath, writeKeyPath } from "../config/document/key-path.ts";
import { problemAt } from "../config/document/problem-at.ts";
import type { ResolvedDocument } from "../config/document/references.ts";
import { hostKeys, settingsOf } from "../config/checks/host-keys.ts";
import { pluginRuntimeProblems } from "../config/checks/runtime-keys.ts";
import { checkAgainst } from "../config/schema/check-against.ts";
import { didYouMean } from "../config/schema/nearest.ts";
import { tellValue } from "../config/schema/schema-problems.ts";
import type { Problem } from "../errors/problems.ts";
import { builtInDirectory } from "./find-plugins.ts";
import { type RegisteredPlugin, Registry } from "./registry.ts";

/** A handler's plugin and the settings it is given. */
export interface CheckedPlugin {
  readonly plugin: RegisteredPlugin;
  /** Checked against the plugin's schema, defaults filled in. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The JSON Pointers of `writeOnly` settings. */
  readonly secretSettings: readonly string[];
}

/** What checking the handlers' plugins and settings found. */
export interface CheckedPlugins {
  /** By the handler's place; complete if there are no problems. */
  readonly byHandler: ReadonlyMap<number, CheckedPlugin>;
  readonly problems: readonly Problem[];
  /** The values of `writeOnly` settings. */
  readonly secrets: readonly string[];
}

/** Finds every handler's plugin, and checks its manifest and the handler's settings. */
export function checkPlugins({ document, pluginDirs, dropInDir, pluginUses }: CheckedConfig): CheckedPlugins {
  const problems = pluginDirs.flatMap((directory, index) =>
    isDirectory(directory) ? [] : [missingDirectory(document, ["pluginDirs", index])],
  );
  if (dropInDir !== undefined && !isDirectory(dropInDir)) problems.push(missingDirectory(document, ["dropInDir"]));
  const registry = new Registry([...pluginDirs.filter(isDirectory), builtInDirectory]);
  const byHandler = new Map<number, CheckedPlugin>();
  const secrets: string[] = [];
  for (const use of pluginUses) {
    if (!registry.has(use.plugin)) problems.push(unknownPlugin(document, use, registry));
    const plugin = registry.get(use.plugin);
    if (plugin === undefined) continue;
    // A plain copy: what a plugin gets has the prototypes that its author expects.
    const settings = structuredClone(settingsOf(use.entry));
    const checked = checkAgainst(plugin.settingsSchema, settings, {
      document,
      at: ["handler", use.index],
      invalid: "KW_SETTINGS_INVALID",
      unknownKey: "KW_SETTINGS_INVALID",
      otherKeys: hostKeys,
    });
    problems.push(
      ...checked.problems,
      ...pluginRuntimeProblems(document, use.entry, use.index, plugin.manifest.runtime),
    );
    secrets.push(...checked.secrets);
    byHandler.set(use.index, { plugin, settings, secretSettings: checked.secretPointers });
  }
  return { byHandler, problems: [...problems, ...registry.problems], secrets };
}

function missingDirectory(document: ResolvedDocument, path: KeyPath): Problem {
  const says = `Expected \`${writeKeyPath(path)}\` to be a folder that exists, got ${tellValue(document, path)}`;
  return problemAt(document, path, { code: "KW_CONFIG_INVALID", says });
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function unknownPlugin(document: ResolvedDocument, { index, plugin, namedBy }: PluginUse, registry: Registry): Problem {
  const path = ["handler", index, namedBy];
  return problemAt(document, path, {
    code: "KW_PLUGIN_UNKNOWN",
    says: `Expected \`handler[${index}].${namedBy}\` to be the name of a plugin, got ${tellValue(document, path)}`,
    hint: didYouMean(plugin, registry.names, '"'),
    mend: `Known plugins: ${registry.names.join(", ")}.`,
  });
}
