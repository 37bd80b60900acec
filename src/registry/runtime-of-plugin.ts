import { resolve } from "node:path";
import { isolateLimits, type Manifest } from "../../sdk/manifest.ts";
import type { HandlerConfig } from "../config/config.ts";
import { durationMs } from "../config/values/duration.ts";
import { sizeBytes } from "../config/values/size.ts";
import type { CommonSpec, ExecSpec, IsolateSpec, ModuleSpec, WebhookSpec } from "../runtimes/handler-spec.ts";
import type { CheckedPlugin } from "./check-plugins.ts";
import { childEnvironment } from "./child-environment.ts";

type RuntimeParts =
  | Omit<ModuleSpec, keyof CommonSpec>
  | Omit<IsolateSpec, keyof CommonSpec>
  | Omit<WebhookSpec, keyof CommonSpec>
  | Omit<ExecSpec, keyof CommonSpec>;

/** What only the runtime of a handler's plugin knows. */
export function runtimeOfPlugin(handler: HandlerConfig, checked: CheckedPlugin, env: NodeJS.ProcessEnv): RuntimeParts {
  const { directory, manifest } = checked.plugin;
  switch (manifest.runtime) {
    case "module":
      return { runtime: "module", entry: resolve(directory, manifest.entry ?? "") };
    case "isolate":
      return isolateParts(handler, checked);
    case "webhook":
      return webhookParts(handler, manifest);
    case "exec":
      return execParts(handler, manifest, env);
  }
}

function isolateParts({ allowPrivate }: HandlerConfig, { plugin, secretSettings }: CheckedPlugin): RuntimeParts {
  const { entry = "", limits, permissions } = plugin.manifest;
  const { memory = isolateLimits.memory, cpu = isolateLimits.cpu } = limits ?? {};
  return {
    runtime: "isolate",
    entry: resolve(plugin.directory, entry),
    limits: { memoryBytes: sizeBytes(memory), cpuMs: durationMs(cpu) },
    fetch: permissions?.fetch ?? [],
    allowPrivate,
    secretSettings,
  };
}

function webhookParts({ secrets, headers, tls, proxy, ...handler }: HandlerConfig, manifest: Manifest): RuntimeParts {
  const url = handler.url ?? manifest.url ?? "";
  const isOperators = handler.url !== undefined || handler.allowPrivate.includes(new URL(url).origin);
  return { runtime: "webhook", url, secrets, headers, tls, proxy, allowPrivate: isOperators };
}

function execParts(handler: HandlerConfig, manifest: Manifest, env: NodeJS.ProcessEnv): RuntimeParts {
  const [program = "", ...args] = manifest.command ?? [];
  return {
    runtime: "exec",
    command: [program, ...args],
    mode: manifest.mode ?? "once",
    env: childEnvironment(env, manifest.permissions?.env ?? [], handler.env),
  };
}
