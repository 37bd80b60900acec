import { readdirSync } from "node:fs";
import { normaliseHandler } from "../config/normalise/normalise-config.ts";
import { withoutReferences } from "../config/document/references.ts";
import { checkAgainst } from "../config/schema/check-against.ts";
import { stringFormat } from "../config/schema/formats.ts";
import { type Problem, ProblemsError } from "../errors/problems.ts";
import { programMistake } from "../runtimes/exec/program-mistake.ts";
import type { HandlerSpec } from "../runtimes/handler-spec.ts";
import type { CheckedPlugin } from "./check-plugins.ts";
import { type DropInEntry, isIgnored, lookAtEntry } from "./drop-ins/entry.ts";
import { joinHandler } from "./join-handler.ts";
import { readManifest } from "./read-manifest.ts";
import { manifestDefaults } from "./manifest-defaults.ts";
import { type RegisteredPlugin } from "./registry.ts";
import { settingsSchema } from "./settings-schema.ts";

/** One entry of the drop-in folder: a handler, or what is wrong with it. */
export interface DropIn {
  /** The handler's name. */
  readonly name: string;
  /** undefined if there are problems. */
  readonly spec: HandlerSpec | undefined;
  readonly problems: readonly Problem[];
}

/** Where drop-ins are looked for. */
export interface DropInOptions {
  /** Absolute. */
  readonly directory: string;
  /** The names of the handlers of the configuration. */
  readonly taken: Iterable<string>;
  readonly env: NodeJS.ProcessEnv;
}

/** Reads the drop-in folder, in name order. Throws nothing that a wrong entry could cause, only what reading the folder throws. */
export function readDropIns({ directory, taken, env }: DropInOptions): DropIn[] {
  const names = new Set(taken);
  const fileNames = readdirSync(directory).filter((fileName) => !isIgnored(fileName));
  return fileNames.toSorted().flatMap((fileName) => {
    const entry = lookAtEntry(directory, fileName);
    if (entry === undefined) return [];
    const dropIn = names.has(entry.name) ? refuse(entry, [nameTaken(entry)]) : readDropIn(entry, directory, env);
    names.add(entry.name);
    return [dropIn];
  });
}

function readDropIn(entry: DropInEntry, directory: string, env: NodeJS.ProcessEnv): DropIn {
  try {
    const plugin = entry.kind === "folder" ? pluginInFolder(entry.path) : pluginInFile(entry, directory);
    const checked = checkSettings(plugin);
    const handler = normaliseHandler({ name: entry.name, when: {}, onBreak: "wait" }, 0);
    const spec = joinHandler(handler, checked, { directory, env });
    const problems = programProblems(entry, spec);
    return problems.length === 0 ? { name: entry.name, spec, problems } : refuse(entry, problems);
  } catch (error) {
    if (error instanceof ProblemsError) return refuse(entry, error.problems);
    throw error;
  }
}

function refuse({ name }: DropInEntry, problems: readonly Problem[]): DropIn {
  return { name, spec: undefined, problems };
}

function programProblems({ path }: DropInEntry, spec: HandlerSpec): Problem[] {
  if (spec.runtime !== "exec") return [];
  const [program] = spec.command;
  const mistake = programMistake(program, spec.directory, spec.env["PATH"]);
  if (mistake === undefined) return [];
  const message = `Expected the program \`${program}\` of ${path} to be ${mistake.expected}`;
  return [{ code: "KW_MANIFEST_INVALID", message, mend: mistake.mend }];
}

function pluginInFolder(directory: string): RegisteredPlugin {
  const manifest = readManifest(directory);
  return { directory, sources: [directory], manifest, settingsSchema: settingsSchema(manifest) };
}

function pluginInFile(entry: DropInEntry, directory: string): RegisteredPlugin {
  const { name, path } = entry;
  if (entry.kind !== "file") throw new ProblemsError([noPlugin(path)]);
  const mistake = stringFormat("plugin-name")?.mistake(name);
  if (mistake !== undefined) throw new ProblemsError([badName(path, name)]);
  const manifest = { ...manifestDefaults, name, version: "0", contract: 1 as const, ...entry.manifest };
  return { directory, sources: [path], manifest, settingsSchema: settingsSchema({}) };
}

/** A drop-in has no place in the configuration: its settings are its manifest's defaults. */
function checkSettings(plugin: RegisteredPlugin): CheckedPlugin {
  const settings = {};
  const file = `${plugin.directory}/plugin.toml`;
  const document = withoutReferences({ file, tree: {}, lineOf: () => undefined, locate: () => file });
  const code = "KW_SETTINGS_INVALID";
  const checked = checkAgainst(plugin.settingsSchema, settings, { document, at: [], invalid: code, unknownKey: code });
  if (checked.problems.length > 0) {
    const mend =
      "A drop-in has its settings' defaults. To give it others, put it into one of `pluginDirs` and name it as a handler.";
    throw new ProblemsError(checked.problems.map((problem) => ({ ...problem, mend })));
  }
  return { plugin, settings, secretSettings: checked.secretPointers };
}

function noPlugin(path: string): Problem {
  return {
    code: "KW_PLUGIN_UNKNOWN",
    message: `Expected a plugin in the drop-in folder, got ${path}`,
    mend: "A plugin is a folder with plugin.toml, NAME.isolate.js, NAME.module.js, or an executable file (chmod +x).",
  };
}

function badName(path: string, name: string): Problem {
  const expected = stringFormat("plugin-name")?.expected ?? "a plugin's name";
  return {
    code: "KW_PLUGIN_UNKNOWN",
    message: `Expected the plugin's name to be ${expected}, got \`${name}\` of ${path}`,
  };
}

function nameTaken({ name, path }: DropInEntry): Problem {
  return {
    code: "KW_CONFIG_DUPLICATE",
    message: `Expected a handler's name that is not taken, got \`${name}\` of ${path}`,
    mend: "Give it another name, or leave the other one out.",
  };
}
