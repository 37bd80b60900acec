import { dirname, resolve } from "node:path";
import type { CheckedConfig } from "../config/check-config.ts";
import type { Config } from "../config/config.ts";
import { normaliseConfig } from "../config/normalise/normalise-config.ts";
import type { ConfigOverrides } from "../config/overrides.ts";
import { byPlace } from "../errors/by-place.ts";
import { ProblemsError } from "../errors/problems.ts";
import type { HandlerSpec } from "../runtimes/handler-spec.ts";
import { commandProblems } from "./check-commands.ts";
import { checkPlugins } from "./check-plugins.ts";
import { joinHandler } from "./join-handler.ts";

/** A configuration, its handlers joined with their plugins. */
export interface JoinedConfiguration {
  readonly config: Config;
  /** In the chain's order. */
  readonly handlers: readonly HandlerSpec[];
  /** Values that no line of the log may show: of `{ env }`, `{ file }` and `writeOnly` settings. */
  readonly secrets: readonly string[];
}

/** Finds the plugins that a configuration names, and joins it with them. Throws one ProblemsError with every mistake. */
export function joinConfiguration(
  checked: CheckedConfig,
  overrides: ConfigOverrides,
  env: NodeJS.ProcessEnv,
): JoinedConfiguration {
  const { document } = checked;
  const plugins = checkPlugins(checked);
  const problems = [...checked.problems, ...plugins.problems, ...commandProblems(checked, plugins, env)];
  if (problems.length > 0) throw new ProblemsError(byPlace(problems));
  const config = normaliseConfig(checked, overrides, env);
  const surroundings = { directory: resolve(dirname(document.file)), env };
  const handlers = config.handlers.map((handler) =>
    joinHandler(handler, plugins.byHandler.get(handler.index), surroundings),
  );
  return {
    config,
    handlers: Object.freeze(handlers),
    secrets: Object.freeze([...new Set([...document.secrets, ...checked.secrets, ...plugins.secrets])]),
  };
}
