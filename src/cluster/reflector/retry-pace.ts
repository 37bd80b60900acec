import { fullJitter } from "../../time/backoff.ts";
import type { Clock, Random } from "../../time/clock.ts";

const BOUNDS = { firstMs: 800, maxMs: 30_000 };
const HEALTHY_MS = 120_000;
const LONGEST_RETRY_AFTER_MS = 600_000;

/** How long to wait after each failure: ever longer while they follow each other, from the start after two good minutes. */
export class RetryPace {
  readonly #clock: Clock;
  readonly #random: Random;
  #failures = 0;
  #resumedAt = 0;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Milliseconds to wait now. What the server asks for comes first, spread, so that not all come back in one moment. */
  afterFailure(retryAfterMs = 0): number {
    const now = this.#clock.now();
    if (now - this.#resumedAt >= HEALTHY_MS) this.#failures = 0;
    this.#failures += 1;
    const pauseMs = Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS) + fullJitter(BOUNDS, this.#failures, this.#random);
    this.#resumedAt = now + pauseMs;
    return pauseMs;
  }
}
