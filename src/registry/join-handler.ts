import { resolve } from "node:path";
import type { HandlerConfig } from "../config/config.ts";
import { durationMs } from "../config/duration.ts";
import { rateOf } from "../config/rate.ts";
import { deepFreeze } from "../pipeline/deep-freeze.ts";
import type { HandlerSpec } from "../runtimes/handler.ts";
import type { CheckedPlugin } from "./check-plugins.ts";

/** One handler as the chain runs it: what the configuration says wins over what the manifest says. */
export function joinHandler(handler: HandlerConfig, checked: CheckedPlugin | undefined): HandlerSpec {
  if (checked === undefined) throw new TypeError(`Expected handler "${handler.name}" to have a checked plugin`);
  const { directory, manifest } = checked.plugin;
  return Object.freeze({
    name: handler.name,
    plugin: handler.plugin,
    runtime: manifest.runtime,
    directory,
    entry: resolve(directory, manifest.entry ?? ""),
    settings: deepFreeze(checked.settings),
    timeoutMs: handler.timeoutMs ?? durationMs(manifest.timeout),
    once: handler.once ?? manifest.once,
    concurrency: handler.concurrency ?? manifest.concurrency,
    rate: handler.rate ?? (manifest.rate === undefined ? undefined : rateOf(manifest.rate)),
    when: handler.when,
  });
}
