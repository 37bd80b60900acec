import { pathToFileURL } from "node:url";
import type { Logger, Plugin } from "../../sdk/index.ts";
import { createIsoTime } from "../time/iso-time.ts";
import { KwatchmanError, type KwatchmanErrorOptions } from "../errors/kwatchman-error.ts";
import type { ModuleSpec } from "./handler-spec.ts";
import type { Handler } from "./handler.ts";
import { authorsLine } from "./module/authors-line.ts";
import { onBehalfOf } from "./module/blame.ts";
import { shareSdkWith } from "./module/share-sdk.ts";

/**
 * Imports a module plugin's entry into this process. Throws KW_PLUGIN_LOAD, with what the import itself threw as cause,
 * or when the default export is no plugin.
 */
export async function loadModule(spec: ModuleSpec, log: Logger): Promise<Handler> {
  shareSdkWith(spec.directory);
  const plugin = requirePlugin(await importEntry(spec), spec);
  const { name: handler, settings } = spec;
  const isoTime = createIsoTime();
  return {
    spec,
    log,
    async call({ event, attempt, deadline, signal }) {
      const context = { handler, settings, attempt, deadline: isoTime(deadline), signal, log };
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

async function importEntry(spec: ModuleSpec): Promise<Readonly<Record<string, unknown>>> {
  try {
    const { href } = pathToFileURL(spec.entry);
    return await onBehalfOf(spec, async () => (await import(href)) as Readonly<Record<string, unknown>>);
  } catch (cause) {
    const line = await authorsLine(cause, spec);
    throw failure(spec, `Expected ${spec.entry} to be imported, it threw at ${line}: ${String(cause)}`, {
      cause,
      ...mendOf(cause),
    });
  }
}

function requirePlugin(exports: Readonly<Record<string, unknown>>, spec: ModuleSpec): Plugin {
  const plugin = exports["default"];
  if (!isObject(plugin)) {
    throw notAPlugin(spec, `Expected ${spec.entry} to have a plugin as its default export, got ${describe(plugin)}`);
  }
  if (typeof plugin["handle"] !== "function") {
    throw notAPlugin(spec, `Expected \`handle\` of ${spec.entry} to be a function, got ${describe(plugin["handle"])}`);
  }
  for (const name of ["setup", "close"]) {
    if (plugin[name] === undefined || typeof plugin[name] === "function") continue;
    throw notAPlugin(
      spec,
      `Expected \`${name}\` of ${spec.entry} to be a function or left out, got ${describe(plugin[name])}`,
    );
  }
  return plugin as unknown as Plugin;
}

/** What the plugin's own code threw needs no advice of ours; these are about how it is loaded. */
const mends: Readonly<Record<string, string>> = {
  ERR_MODULE_NOT_FOUND: "npm packages are looked for in the plugin's folder and above it, files by their whole name.",
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX: "TypeScript runs by type stripping: no enums, namespaces or parameter properties.",
};

function mendOf(cause: unknown): { readonly mend?: string } {
  const mend = cause instanceof Error && "code" in cause ? mends[String(cause.code)] : undefined;
  return mend === undefined ? {} : { mend };
}

function notAPlugin(spec: ModuleSpec, message: string): KwatchmanError {
  return failure(spec, message, {
    mend: "The default export of a module plugin is an object with a function `handle`; see definePlugin of kwatchman/sdk.",
  });
}

function failure(spec: ModuleSpec, message: string, options: KwatchmanErrorOptions): KwatchmanError {
  return new KwatchmanError("KW_PLUGIN_LOAD", message, {
    ...options,
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
