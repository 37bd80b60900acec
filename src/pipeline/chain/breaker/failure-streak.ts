import type { HandlerFailure } from "../handler-failure.ts";

/** So many calls of one handler have to fail in a row for it to count as broken, … */
const enoughFailures = 5;
/** … over so long, in milliseconds: less is a hiccup that retries get over. */
const longEnoughMs = 2000;
/** A failure that is longer ago says nothing about the next one, in milliseconds. */
const forgottenAfterMs = 10 * 60_000;

/** One handler's failed calls in a row: none has succeeded since the first of them. */
export class FailureStreak {
  count = 0;
  /** When the first of them failed, in milliseconds since the epoch. */
  since = 0;
  /** The last of them; undefined: there is none. */
  last: HandlerFailure | undefined;
  #lastAt = 0;
  #firstEvent = "";
  #isOfOneEvent = true;

  add(failure: HandlerFailure, now: number): void {
    if (this.count === 0) {
      this.since = now;
      this.#firstEvent = failure.eventId;
      this.#isOfOneEvent = true;
    }
    this.count += 1;
    this.last = failure;
    this.#lastAt = now;
    this.#isOfOneEvent &&= failure.eventId === this.#firstEvent;
  }

  /** Those of long ago are no reason to open a breaker. */
  forget(now: number): void {
    if (now - this.#lastAt > forgottenAfterMs) this.end();
  }

  end(): void {
    this.count = 0;
    this.last = undefined;
  }

  /** Whether it tells of a broken handler: one event that fails again and again tells of that event. */
  get isBreak(): boolean {
    return this.count >= enoughFailures && !this.#isOfOneEvent && this.#lastAt - this.since >= longEnoughMs;
  }
}
