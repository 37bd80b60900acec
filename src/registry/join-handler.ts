import { resolve } from "node:path";
import type { Manifest } from "../../sdk/manifest.ts";
import type { HandlerConfig } from "../config/config.ts";
import { durationMs } from "../config/values/duration.ts";
import { rateOf } from "../config/values/rate.ts";
import { deepFreeze } from "../pipeline/event/deep-freeze.ts";
import type { CommonSpec, HandlerSpec } from "../runtimes/handler-spec.ts";
import type { CheckedPlugin } from "./check-plugins.ts";
import { childEnvironment } from "./child-environment.ts";
import { manifestDefaults } from "./manifest-defaults.ts";
import { runtimeOfPlugin } from "./runtime-of-plugin.ts";

/** Where a handler was read, for what its plugin does not say. */
export interface HandlerSurroundings {
  /** The configuration's folder, absolute. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
}

/** One handler as the chain runs it: what the configuration says wins over what the manifest says. */
export function joinHandler(
  handler: HandlerConfig,
  checked: CheckedPlugin | undefined,
  { directory, env }: HandlerSurroundings,
): HandlerSpec {
  if (checked !== undefined) {
    const { settings, plugin } = checked;
    const { sources } = plugin;
    const facts = { plugin: handler.plugin, directory: plugin.directory, sources, settings: deepFreeze(settings) };
    const common = { ...commonSpec(handler, plugin.manifest), ...facts };
    return Object.freeze({ ...common, ...runtimeOfPlugin(handler, checked, env) });
  }
  const sources = programFile(handler.command, directory);
  const facts = { plugin: handler.name, directory, sources, settings: deepFreeze(handler.settings) };
  return Object.freeze({ ...commonSpec(handler, manifestDefaults), ...facts, ...ownRuntime(handler, env) });
}

type Limits = Pick<Manifest, "timeout" | "once" | "concurrency" | "rate">;

function commonSpec(
  handler: HandlerConfig,
  { timeout, once, concurrency, rate }: Limits,
): Omit<CommonSpec, "plugin" | "directory" | "sources" | "settings"> {
  return {
    name: handler.name,
    timeoutMs: handler.timeoutMs ?? durationMs(timeout),
    once: handler.once ?? once,
    concurrency: handler.concurrency ?? concurrency,
    rate: handler.rate ?? (rate === undefined ? undefined : rateOf(rate)),
    when: handler.when,
    onBreak: handler.onBreak,
  };
}

/** Of the folder of a handler without a plugin only its program is its own. */
function programFile([program = ""]: readonly string[], directory: string): string[] {
  return program.includes("/") ? [resolve(directory, program)] : [];
}

/** What a handler says that is defined without a plugin. */
function ownRuntime(
  { name, runtime, secrets, headers, tls, proxy, ...handler }: HandlerConfig,
  env: NodeJS.ProcessEnv,
) {
  const { url = "", command, mode } = handler;
  const [program = "", ...args] = command;
  switch (runtime) {
    case "webhook":
      return { runtime, url, secrets, headers, tls, proxy, allowPrivate: true } as const;
    case "exec":
      return { runtime, command: [program, ...args], mode, env: childEnvironment(env, [], handler.env) } as const;
    case undefined:
      throw new TypeError(`Expected handler "${name}" to have a checked plugin`);
  }
}
