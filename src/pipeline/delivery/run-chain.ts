import type { KwatchmanEvent, Logger } from "../../../sdk/index.ts";
import type { RetryConfig } from "../../config/config.ts";
import type { Clock, Random } from "../../time/clock.ts";
import type { Chain } from "../chain.ts";
import { type ChainObserver, noObserver } from "../chain/chain-observer.ts";
import type { KeptResults } from "../chain/chain-run.ts";
import { failureFields, HandlerFailure } from "../chain/handler-failure.ts";
import { eventVersion } from "../event/event-version.ts";
import type { Passage } from "../passage.ts";
import { planRetry } from "./retry.ts";

/** What events are run through the chain with. */
export interface RunChainOptions {
  /** The chain that deliveries go through. One in flight stays on the chain it began with. */
  readonly chain: () => Chain;
  /** As it is configured now. */
  readonly retry: () => RetryConfig;
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
  /** @default nothing is counted */
  readonly observer?: ChainObserver;
}

/** One event on its way to its end. */
export interface Course {
  /** Deeply frozen. */
  readonly event: KwatchmanEvent;
  /** Results of `once` handlers. */
  readonly kept: KeptResults;
  /** Attempts of earlier courses. */
  readonly attemptsBefore: number;
  readonly passage: Passage;
}

/** The end of an event that no further attempt may mend. */
export interface Defeat {
  /** That of the last attempt. */
  readonly failure: HandlerFailure;
  /** Milliseconds since the epoch. */
  readonly firstFailedAt: number;
}

/** Runs the chain, again if a handler fails, until it ends or the event is given up. Rejects when the passage is. */
export async function runChain(course: Course, options: RunChainOptions): Promise<Defeat | undefined> {
  const chain = options.chain();
  chain.enter();
  try {
    return await runAttempts(chain, course, options);
  } finally {
    chain.leave();
  }
}

async function runAttempts(chain: Chain, course: Course, options: RunChainOptions): Promise<Defeat | undefined> {
  const { event, kept, attemptsBefore, passage } = course;
  const { retry, log, clock, random, observer = noObserver } = options;
  const { hooks } = chain;
  const version = eventVersion(event);
  let firstFailedAt: number | undefined;
  hooks.event.call(event);
  for (let attempt = attemptsBefore + 1, charged = 1; ; attempt += 1) {
    try {
      const end = await chain.run({ version, attempt, passage, isRedelivery: attemptsBefore > 0, kept });
      if (end !== undefined) log.debug("chain ended", { ...end, id: event.id, subject: event.subject });
      return undefined;
    } catch (error) {
      if (!(error instanceof HandlerFailure)) throw error;
      firstFailedAt ??= clock.now();
      const facts = { event, handler: error.handler, attempt, error };
      const plan = planRetry(error, charged, retry(), random);
      if (plan === undefined) {
        observer.deadLettered(error.handler);
        hooks.deadLetter.call(facts);
        return { failure: error, firstFailedAt };
      }
      log.warn("handler failed, retrying", { ...failureFields(error), delayMs: plan.delayMs });
      observer.retried(error.handler);
      hooks.retry.call({ ...facts, delayMs: plan.delayMs });
      charged += plan.charge;
      await passage.wait(clock.sleep(plan.delayMs, passage.signal));
    }
  }
}
