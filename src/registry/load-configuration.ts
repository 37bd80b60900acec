import { resolve } from "node:path";
import { checkConfig } from "../config/check-config.ts";
import type { Config } from "../config/config.ts";
import type { ConfigOverrides } from "../config/overrides.ts";
import type { HandlerSpec } from "../runtimes/handler-spec.ts";
import { type DropIn, readDropIns } from "./drop-ins.ts";
import { joinConfiguration } from "./join-configuration.ts";

/** Everything the user said, checked as far as that goes without a cluster. */
export interface Configuration {
  readonly config: Config;
  /** In the chain's order. */
  readonly handlers: readonly HandlerSpec[];
  /** Values that no line of the log may show: of `{ env }`, `{ file }` and `writeOnly` settings. */
  readonly secrets: readonly string[];
  /** Looks what lies in the drop-in folder now; its handlers come after the others. Throws what reading the folder throws. */
  readonly readDropIns: () => DropIn[];
  /** Reads all of it anew. Throws ProblemsError. */
  readonly readAgain: () => Promise<Configuration>;
  /** Files and folders that it was read from beside the handlers' own, absolute. */
  readonly sources: readonly string[];
}

/**
 * Reads the configuration file, finds the plugins it names and checks their manifests and settings.
 * Throws one ProblemsError with every mistake in all of these.
 *
 * @param overrides what flags say, for resources that set none of their own
 * @param env where `{ env }` is looked up
 */
export async function loadConfiguration(
  file: string,
  overrides: ConfigOverrides = {},
  env: NodeJS.ProcessEnv = process.env,
): Promise<Configuration> {
  const checked = await checkConfig(file, overrides, env);
  const { config, handlers, secrets } = joinConfiguration(checked, overrides, env);
  const { dropInDir, pluginDirs } = config;
  const dropInDirs = dropInDir === undefined ? [] : [dropInDir];
  return Object.freeze({
    config,
    handlers,
    readDropIns: () =>
      dropInDirs.flatMap((directory) => readDropIns({ directory, taken: handlers.map(({ name }) => name), env })),
    readAgain: () => loadConfiguration(file, overrides, env),
    sources: Object.freeze([resolve(file), ...checked.document.referredFiles, ...pluginDirs, ...dropInDirs]),
    secrets,
  });
}
