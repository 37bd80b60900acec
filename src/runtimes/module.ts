import { pathToFileURL } from "node:url";
import type { Logger, Plugin } from "../../sdk/index.ts";
import { KwatchmanError } from "../errors/kwatchman-error.ts";
import type { Handler, HandlerSpec } from "./handler.ts";
import { authorsLine } from "./authors-line.ts";
import { onBehalfOf } from "./blame.ts";
import { shareSdkWith } from "./share-sdk.ts";

/**
 * Imports a module plugin's entry into this process. Throws KW_PLUGIN_LOAD, with what the import itself threw as cause,
 * or when the default export is no plugin.
 */
export async function loadModule(spec: HandlerSpec, log: Logger): Promise<Handler> {
  shareSdkWith(spec.directory);
  const plugin = requirePlugin(await importEntry(spec), spec);
  const { name: handler, settings } = spec;
  return {
    spec,
    log,
    async call({ event, attempt, deadline, signal }) {
      const context = { handler, settings, attempt, deadline: new Date(deadline).toISOString(), signal, log };
      return onBehalfOf(spec, () => plugin.handle(event.event, context));
    },
    async setup(hooks) {
      await onBehalfOf(spec, () => plugin.setup?.(hooks, { handler, settings, log }));
    },
    async close() {
      await onBehalfOf(spec, () => plugin.close?.());
    },
  };
}

async function importEntry(spec: HandlerSpec): Promise<Readonly<Record<string, unknown>>> {
  try {
    const { href } = pathToFileURL(spec.entry);
    return await onBehalfOf(spec, async () => (await import(href)) as Readonly<Record<string, unknown>>);
  } catch (cause) {
    const line = await authorsLine(cause, spec);
    throw failure(spec, `Expected ${spec.entry} to be imported, it threw at ${line}: ${String(cause)}`, { cause });
  }
}

function requirePlugin(exports: Readonly<Record<string, unknown>>, spec: HandlerSpec): Plugin {
  const plugin = exports["default"];
  if (!isObject(plugin)) {
    throw failure(spec, `Expected ${spec.entry} to have a plugin as its default export, got ${describe(plugin)}`);
  }
  if (typeof plugin["handle"] !== "function") {
    throw failure(spec, `Expected \`handle\` of ${spec.entry} to be a function, got ${describe(plugin["handle"])}`);
  }
  for (const name of ["setup", "close"]) {
    if (plugin[name] === undefined || typeof plugin[name] === "function") continue;
    throw failure(
      spec,
      `Expected \`${name}\` of ${spec.entry} to be a function or left out, got ${describe(plugin[name])}`,
    );
  }
  return plugin as unknown as Plugin;
}

function failure(spec: HandlerSpec, message: string, options?: ErrorOptions): KwatchmanError {
  return new KwatchmanError("KW_PLUGIN_LOAD", message, {
    ...options,
    mend: "The default export of a module plugin is an object with a function `handle`; see definePlugin of kwatchman/sdk.",
    fields: { handler: spec.name, plugin: spec.plugin, file: spec.entry },
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function describe(value: unknown): string {
  if (value === undefined) return "none";
  return value === null ? "null" : `a ${typeof value}`;
}
