import type { Logger } from "../../../sdk/index.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import type { Problem } from "../../errors/problems.ts";
import type { HandlerSpec } from "../../runtimes/handler-spec.ts";
import { openRuntimes, type Runtimes } from "../../runtimes/runtimes.ts";
import { systemClock } from "../../time/clock.ts";

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

/** How long a plugin may take to get ready, in milliseconds. */
const readyWithinMs = 15_000;

/** Loads each handler in its runtime, sees whether it could be called, and lets it go again: all of them side by side. */
export async function inspectHandlers(specs: readonly HandlerSpec[]): Promise<HandlerFinding[]> {
  const runtimes = openRuntimes({ log: silent, clock: systemClock, random: Math.random });
  const inspect = async (spec: HandlerSpec): Promise<HandlerFinding> => {
    const { name: handler, plugin, runtime, directory } = spec;
    return { handler, plugin, runtime, directory, problem: await tryToLoad(spec, runtimes) };
  };
  const findings = await Promise.all(specs.map(inspect));
  await runtimes.close();
  return findings;
}

async function tryToLoad(spec: HandlerSpec, runtimes: Runtimes): Promise<Problem | undefined> {
  try {
    const handler = await runtimes.load(spec, silent);
    try {
      await handler.ready?.(AbortSignal.timeout(readyWithinMs));
    } finally {
      await handler.close();
    }
    return undefined;
  } catch (error) {
    if (error instanceof KwatchmanError) return error;
    throw error;
  }
}
