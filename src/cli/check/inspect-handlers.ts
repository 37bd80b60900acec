import type { Logger } from "../../../sdk/index.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import type { Problem } from "../../errors/problems.ts";
import type { HandlerSpec } from "../../runtimes/handler.ts";
import { loadHandler } from "../../runtimes/load.ts";

/** What loading a handler's plugin came to. */
export interface HandlerFinding {
  readonly handler: string;
  readonly plugin: string;
  readonly runtime: string;
  /** The plugin's folder. */
  readonly directory: string;
  readonly problem: Problem | undefined;
}

/** Nothing is logged while plugins are only loaded. */
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Loads each handler in its runtime and lets it go again. */
export async function inspectHandlers(specs: readonly HandlerSpec[]): Promise<HandlerFinding[]> {
  const findings: HandlerFinding[] = [];
  for (const spec of specs) {
    const { name: handler, plugin, runtime, directory } = spec;
    findings.push({ handler, plugin, runtime, directory, problem: await tryToLoad(spec) });
  }
  return findings;
}

async function tryToLoad(spec: HandlerSpec): Promise<Problem | undefined> {
  try {
    const handler = await loadHandler(spec, silent);
    await handler.close();
    return undefined;
  } catch (error) {
    if (error instanceof KwatchmanError) return error;
    throw error;
  }
}
