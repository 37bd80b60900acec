import type { KwatchmanEvent, Logger } from "../../sdk/index.ts";
import type { Outcome } from "../../sdk/outcome.ts";
import { type Chain, closeHandlers, createChain } from "../pipeline/chain.ts";
import { deepFreeze } from "../pipeline/event/deep-freeze.ts";
import { eventVersion } from "../pipeline/event/event-version.ts";
import { HandlerFailure } from "../pipeline/chain/handler-failure.ts";
import { Passage } from "../pipeline/passage.ts";
import type { HandlerSpec } from "../runtimes/handler-spec.ts";
import type { Handler } from "../runtimes/handler.ts";
import { openRuntimes } from "../runtimes/runtimes.ts";
import { systemClock } from "../time/clock.ts";

/** How long a plugin may take to get ready, in milliseconds. */
const readyWithinMs = 15_000;

/** Where a plugin's lines go. */
export interface PluginLogs {
  /** The plugin's own. */
  readonly plugin: Logger;
  /** What its runtime has to say of it. */
  readonly host: Logger;
}

/** One plugin in its real runtime: a chain of one handler, without a host. */
export interface OpenPlugin {
  readonly spec: HandlerSpec;
  /**
   * Calls it with one event, once: nothing is tried again. The event is copied and frozen first.
   *
   * @param attempt 1 unless said
   */
  handle(event: KwatchmanEvent, attempt?: number): Promise<Handled>;
  close(): Promise<void>;
}

/** What a call came to. */
export interface Handled {
  readonly outcome: Outcome;
  /** Why it failed, with its causes; undefined if it did not. */
  readonly failure: HandlerFailure | undefined;
}

/** Loads the plugin and waits until it could be called. Throws a KwatchmanError that says why it cannot. */
export async function openPlugin(spec: HandlerSpec, logs: PluginLogs): Promise<OpenPlugin> {
  await using opened = new AsyncDisposableStack();
  const runtimes = openRuntimes({ log: logs.host, clock: systemClock, random: Math.random });
  opened.defer(() => runtimes.close());
  const { handler, wasCalledWith } = watchCalls(await runtimes.load(spec, logs.plugin));
  opened.defer(() => closeHandlers([handler]));
  await handler.ready?.(AbortSignal.timeout(readyWithinMs));
  const chainOf = (one: Handler): Promise<Chain> =>
    createChain([one], { log: logs.host, clock: systemClock, signal: new AbortController().signal });
  let chain = await chainOf(handler);
  const kept = opened.move();
  return {
    spec,
    async handle(event, attempt = 1) {
      const handled = await handle(deepFreeze(structuredClone(event)), attempt, { chain, wasCalledWith });
      // A breaker that opens would hold back the calls that follow: whoever makes them wants to see what comes of each.
      if (handled.failure !== undefined) chain = await chainOf(withoutSetup(handler));
      return handled;
    },
    close: () => kept.disposeAsync(),
  };
}

/** It is set up already. */
function withoutSetup(handler: Handler): Handler {
  const again: Partial<Handler> = { ...handler };
  delete again.setup;
  return again as Handler;
}

/** The chain does not say of one event whether it passed the handler over. */
function watchCalls(handler: Handler) {
  const called = new WeakSet<KwatchmanEvent>();
  const call: Handler["call"] = (given) => {
    called.add(given.event.event);
    return handler.call(given);
  };
  return { handler: { ...handler, call }, wasCalledWith: (event: KwatchmanEvent) => called.has(event) };
}

interface WatchedChain {
  readonly chain: Chain;
  readonly wasCalledWith: (event: KwatchmanEvent) => boolean;
}

async function handle(
  event: KwatchmanEvent,
  attempt: number,
  { chain, wasCalledWith }: WatchedChain,
): Promise<Handled> {
  const run = { version: eventVersion(event), attempt, passage: new Passage(), kept: new Map(), isRedelivery: false };
  const startedAt = performance.now();
  try {
    const end = await chain.run(run);
    const milliseconds = since(startedAt);
    if (end !== undefined) return succeeded({ outcome: "stopped", reason: end.reason, milliseconds });
    if (!wasCalledWith(event)) return succeeded({ outcome: "passedOver", milliseconds });
    return succeeded({ outcome: "next", data: run.version.event.data, milliseconds });
  } catch (error) {
    if (!(error instanceof HandlerFailure)) throw error;
    const { code, message, retryable, retryAfterMs } = error;
    const milliseconds = since(startedAt);
    return { outcome: { outcome: "failed", code, message, retryable, retryAfterMs, milliseconds }, failure: error };
  }
}

function succeeded(outcome: Outcome): Handled {
  return { outcome, failure: undefined };
}

function since(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}
