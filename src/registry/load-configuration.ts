import { dirname, resolve } from "node:path";
import { checkConfig } from "../config/check-config.ts";
import type { Config } from "../config/config.ts";
import { normaliseConfig } from "../config/normalise-config.ts";
import type { ConfigOverrides } from "../config/overrides.ts";
import { ProblemsError } from "../errors/problems.ts";
import type { HandlerSpec } from "../runtimes/handler-spec.ts";
import { checkPlugins } from "./check-plugins.ts";
import { joinHandler } from "./join-handler.ts";

/** Everything the user said, checked as far as that goes without a cluster. */
export interface Configuration {
  readonly config: Config;
  /** In the chain's order. */
  readonly handlers: readonly HandlerSpec[];
  /** Values that no line of the log may show: of `{ env }`, `{ file }` and `writeOnly` settings. */
  readonly secrets: readonly string[];
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
  const plugins = checkPlugins(checked);
  const problems = [...checked.problems, ...plugins.problems];
  if (problems.length > 0) throw new ProblemsError(problems);
  const config = normaliseConfig(checked, overrides, env);
  const surroundings = { directory: resolve(dirname(file)), env };
  return Object.freeze({
    config,
    handlers: Object.freeze(
      config.handlers.map((handler) => joinHandler(handler, plugins.byHandler.get(handler.index), surroundings)),
    ),
    secrets: Object.freeze([...new Set([...checked.document.secrets, ...checked.secrets, ...plugins.secrets])]),
  });
}
