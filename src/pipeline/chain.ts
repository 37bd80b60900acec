import { AsyncSeriesBailHook } from "tapable";
import type { HostHooks, Logger } from "../../sdk/index.ts";
import { KwatchmanError } from "../errors/kwatchman-error.ts";
import type { Handler } from "../runtimes/handler.ts";
import type { Clock, Random } from "../time/clock.ts";
import type { Breaker } from "./chain/breaker.ts";
import { type ChainObserver, noObserver } from "./chain/chain-observer.ts";
import type { ChainEnd, ChainRun } from "./chain/chain-run.ts";
import { createHostHooks } from "./chain/host-hooks.ts";
import { handlerStep } from "./chain/step.ts";
import { callWithin } from "./time-limit.ts";

/** One generation of handlers in the configuration's order. Built once, never changed: a reload builds another. */
export interface Chain {
  readonly hooks: HostHooks;
  readonly handlers: readonly Handler[];
  /** Each handler's, in order. */
  readonly breakers: readonly Breaker[];
  /** Resolves when the last handler has returned or one has ended the chain. Rejects with a HandlerFailure, or with the signal's reason. */
  run(run: ChainRun): Promise<ChainEnd | undefined>;
  /** An event has begun on this chain: all its attempts will be run on it. */
  enter(): void;
  /** An event has come to its end. */
  leave(): void;
  /** Resolves when no event is on its way. Asked of a chain that takes none any more. */
  idle(): Promise<void>;
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
}

/** Sets the handlers up, in order, and joins them to a chain. Throws KW_PLUGIN_LOAD when a `setup` fails. */
export async function createChain(handlers: readonly Handler[], options: ChainOptions): Promise<Chain> {
  const { log, clock, signal, random = Math.random, observer = noObserver } = options;
  const hooks = createHostHooks(log);
  const steps = new AsyncSeriesBailHook<[ChainRun], ChainEnd | undefined>(["run"], "chain");
  const breakers: Breaker[] = [];
  for (const handler of handlers) {
    await setUp(handler, hooks, signal);
    const step = handlerStep(handler, { log, clock, random, observer });
    breakers.push(step.breaker);
    steps.tapPromise(handler.spec.name, step.run);
  }
  const events = new EventCount();
  return {
    hooks,
    handlers,
    breakers,
    run: (run) => steps.promise(run),
    enter: () => events.enter(),
    leave: () => events.leave(),
    idle: () => events.idle(),
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

/** The events that are on their way along one chain. */
class EventCount {
  #count = 0;
  #idle: PromiseWithResolvers<void> | undefined;

  enter(): void {
    this.#count += 1;
  }

  leave(): void {
    this.#count -= 1;
    if (this.#count === 0) this.#idle?.resolve();
  }

  async idle(): Promise<void> {
    if (this.#count === 0) return;
    this.#idle ??= Promise.withResolvers();
    await this.#idle.promise;
  }
}

/** Lets handlers go, the last one first. Never rejects. */
export async function closeHandlers(handlers: readonly Handler[]): Promise<void> {
  for (const handler of handlers.toReversed()) await letGo(handler);
}

async function letGo(handler: Handler): Promise<void> {
  try {
    await callWithin(handler.spec.timeoutMs, new AbortController().signal, () => handler.close());
  } catch (error) {
    handler.log.error("handler could not be closed", { error });
  }
}
