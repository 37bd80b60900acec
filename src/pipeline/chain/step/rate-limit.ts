import { longestDurationMs } from "../../../config/values/duration.ts";
import type { Rate } from "../../../config/values/rate.ts";
import type { Clock } from "../../../time/clock.ts";

/**
 * A token bucket: it holds as many tokens as a handler may be called in its time, is full at the start, and is refilled
 * evenly. Kept as the time at which it will be full again.
 */
export class RateLimit {
  readonly #clock: Clock;
  /** Between two tokens, in milliseconds. */
  readonly #everyMs: number;
  /** Of all tokens but one: so far ahead of its refilling the bucket may be. */
  readonly #burstMs: number;
  #fullAt = 0;
  #now = 0;

  constructor({ calls, perMs }: Rate, clock: Clock) {
    this.#clock = clock;
    this.#everyMs = perMs / calls;
    this.#burstMs = perMs - this.#everyMs;
  }

  /** Takes a token: at once (undefined), or when the promise resolves. It rejects if the signal is aborted first. */
  take(signal: AbortSignal): Promise<void> | undefined {
    this.#followClock();
    const fullAt = Math.max(this.#fullAt, this.#now);
    const delayMs = fullAt - this.#burstMs - this.#now;
    this.#fullAt = fullAt + this.#everyMs;
    return delayMs > 0 ? this.#clock.sleep(Math.min(Math.ceil(delayMs), longestDurationMs), signal) : undefined;
  }

  /** A wall clock that is set back must hold nobody up. */
  #followClock(): void {
    const now = this.#clock.now();
    if (now < this.#now) this.#fullAt -= this.#now - now;
    this.#now = now;
  }
}
