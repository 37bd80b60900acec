import { basename, dirname, resolve } from "node:path";
import { checkDocument } from "../config/check-config.ts";
import type { Document } from "../config/document/document.ts";
import type { Table } from "../config/document/plain-tree.ts";
import { KwatchmanError } from "../errors/kwatchman-error.ts";
import { type Problem, ProblemsError } from "../errors/problems.ts";
import { joinConfiguration } from "../registry/join-configuration.ts";
import { readManifest } from "../registry/read-manifest.ts";
import type { HandlerSpec } from "../runtimes/handler-spec.ts";

/** What a handler of the plugin is given: what would stand under `[[handler]]`. */
export interface GivenSettings {
  /** Where it stands, for mistakes; what it refers to by `{ file }` is relative to this. */
  readonly file: string;
  readonly tree: Table;
  /** @default no lines are known */
  readonly lineOf?: Document["lineOf"];
}

/** A plugin as one handler would run it. */
export interface ReadPlugin {
  readonly spec: HandlerSpec;
  /** Values that must not be shown. */
  readonly secrets: readonly string[];
}

/**
 * Reads a plugin's folder, or takes the URL of a webhook, and joins it to a handler, just as a configuration that names it
 * would. Throws ProblemsError with every mistake in the manifest, or in what the handler is given.
 *
 * @param plugin a folder with plugin.toml, or an http(s) URL
 */
export function readPlugin(plugin: string, given: GivenSettings, env: NodeJS.ProcessEnv): ReadPlugin {
  const entry = /^https?:\/\//.test(plugin) ? webhookAt(plugin) : pluginIn(resolve(plugin));
  try {
    const checked = checkDocument(asConfiguration(entry, given), {}, env);
    const { handlers, secrets } = joinConfiguration(checked, {}, env);
    const [spec] = handlers;
    if (spec === undefined) throw new KwatchmanError("KW_USAGE", `Expected a plugin, got \`${plugin}\``);
    return { spec, secrets };
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    throw new ProblemsError(error.problems.map(atTheTop));
  }
}

interface Entry {
  readonly pluginDirs: readonly string[];
  readonly handler: Table;
}

function webhookAt(url: string): Entry {
  return { pluginDirs: [], handler: { name: "webhook", runtime: "webhook", url } };
}

/** Reads the manifest at once: without one a folder would only be a plugin that nobody knows. */
function pluginIn(directory: string): Entry {
  readManifest(directory);
  return { pluginDirs: [dirname(directory)], handler: { name: basename(directory), plugin: basename(directory) } };
}

/** The configuration that has the plugin as its only handler. */
function asConfiguration({ pluginDirs, handler }: Entry, { file, tree, lineOf = () => undefined }: GivenSettings) {
  const lineOfSetting: Document["lineOf"] = (path) => (path[0] === "handler" ? lineOf(path.slice(2)) : undefined);
  return {
    file,
    tree: { pluginDirs: [...pluginDirs], resource: [{ kind: "pod" }], handler: [{ ...tree, ...handler }] },
    lineOf: lineOfSetting,
    locate: (path) => {
      const line = lineOfSetting(path);
      return line === undefined ? file : `${file}:${line}`;
    },
  } satisfies Document;
}

/** What was given has no other handlers, and is not within one. */
function atTheTop(problem: Problem): Problem {
  return { ...problem, message: problem.message.replaceAll("`handler[0].", "`") };
}
