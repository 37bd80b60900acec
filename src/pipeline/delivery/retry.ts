import type { RetryConfig } from "../../config/config.ts";
import { InterruptedCall } from "../../runtimes/interrupted-call.ts";
import { equalJitter } from "../../time/backoff.ts";
import type { Random } from "../../time/clock.ts";
import { type HandlerFailure, isToldWhen, longestRetryAfterMs } from "../chain/handler-failure.ts";

/** The next attempt of an event that failed. */
export interface RetryPlan {
  /** The pause before it. */
  readonly delayMs: number;
  /** What the failed attempt costs: 0 when the host was only told to come back later, or it says nothing of the event. */
  readonly charge: 0 | 1;
}

/**
 * Whether and when to try again. `charged` is the number of the attempt among those that count. A handler's Retry-After
 * wins over the longest backoff; a 429 with one costs nothing, and neither does a call that others brought down, nor one
 * that failed while the handler's breaker was open.
 */
export function planRetry(
  failure: HandlerFailure,
  charged: number,
  retry: RetryConfig,
  random: Random,
): RetryPlan | undefined {
  const { retryable, retryAfterMs = 0, costsAttempt } = failure;
  if (!retryable) return undefined;
  const isFree = !costsAttempt || isToldWhen(failure) || failure.cause instanceof InterruptedCall;
  if (!isFree && charged > retry.attempts) return undefined;
  const backoffMs = equalJitter({ firstMs: retry.backoffMs, maxMs: retry.maxBackoffMs }, charged, random);
  return {
    delayMs: Math.round(Math.max(backoffMs, Math.min(retryAfterMs, longestRetryAfterMs))),
    charge: isFree ? 0 : 1,
  };
}
