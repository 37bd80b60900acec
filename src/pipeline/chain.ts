import { AsyncSeriesBailHook } from "tapable";
import type { HostHooks, Logger } from "../../sdk/index.ts";
import { KwatchmanError } from "../errors/kwatchman-error.ts";
import type { Handler } from "../runtimes/handler.ts";
import type { Clock, Random } from "../time/clock.ts";
import { Breaker } from "./breaker.ts";
import { inherit } from "./breakers.ts";
import { type ChainObserver, noObserver } from "./chain-observer.ts";
import type { ChainEnd, ChainRun } from "./chain-run.ts";
import { createHandlerStep } from "./handler-step.ts";
import { createHostHooks } from "./host-hooks.ts";
import { callWithin } from "./time-limit.ts";

/** One generation of handlers in the configuration's order. Built once, never changed: a reload builds another. */
export interface Chain {
  readonly hooks: HostHooks;
  /** The handlers' names, in order. */
  readonly handlers: readonly string[];
  /** Each handler's, in order. */
  readonly breakers: readonly Breaker[];
  /** Resolves when the last handler has returned or one has ended the chain. Rejects with a HandlerFailure, or with the signal's reason. */
  run(run: ChainRun): Promise<ChainEnd | undefined>;
  /** Tells the `stop` hook why, then lets the handlers go, the last one first. Never rejects. */
  close(reason: string): Promise<void>;
}

/** What a chain is built with. */
export interface ChainOptions {
  readonly log: Logger;
  readonly clock: Clock;
  /** Ends a plugin's `setup` that is still under way. */
  readonly signal: AbortSignal;
  /** @default Math.random */
  readonly random?: Random;
  /** @default nothing is counted */
  readonly observer?: ChainObserver;
  /** The breakers of the generation before: a handler that has not changed goes on with its own. @default none */
  readonly breakers?: readonly Breaker[];
}

/** Sets the handlers up, in order, and joins them to a chain. Throws KW_PLUGIN_LOAD when a `setup` fails. */
export async function createChain(handlers: readonly Handler[], options: ChainOptions): Promise<Chain> {
  const { log, clock, signal, random = Math.random, observer = noObserver, breakers: before = [] } = options;
  const hooks = createHostHooks(log);
  const steps = new AsyncSeriesBailHook<[ChainRun], ChainEnd | undefined>(["run"], "chain");
  const breakers: Breaker[] = [];
  for (const handler of handlers) {
    await setUp(handler, hooks, signal);
    const breaker = inherit(before, handler.spec) ?? new Breaker(handler.spec, { log, clock, random });
    breakers.push(breaker);
    steps.tapPromise(handler.spec.name, createHandlerStep(handler, breaker, clock, observer));
  }
  return {
    hooks,
    handlers: handlers.map((handler) => handler.spec.name),
    breakers,
    run: (run) => steps.promise(run),
    close: async (reason) => {
      await hooks.stop.promise({ reason });
      for (const handler of handlers.toReversed()) await letGo(handler);
    },
  };
}

async function setUp(handler: Handler, hooks: HostHooks, signal: AbortSignal): Promise<void> {
  const { spec } = handler;
  try {
    await callWithin(spec.timeoutMs, signal, async () => handler.setup?.(hooks));
  } catch (cause) {
    signal.throwIfAborted();
    throw new KwatchmanError("KW_PLUGIN_LOAD", `Expected \`setup\` of handler \`${spec.name}\` to succeed, it failed`, {
      cause,
      fields: { handler: spec.name, plugin: spec.plugin },
    });
  }
}

async function letGo(handler: Handler): Promise<void> {
  try {
    await callWithin(handler.spec.timeoutMs, new AbortController().signal, () => handler.close());
  } catch (error) {
    handler.log.error("handler could not be closed", { error });
  }
}
