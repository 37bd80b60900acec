import type { Clock } from "../../time/clock.ts";
import type { ChainRun } from "../chain-run.ts";

/** One event that waits for its handler's breaker. */
export interface WaitingEvent {
  readonly run: ChainRun;
  /** When it began to wait, in milliseconds since the epoch; kept through its trials. */
  readonly since: number;
  /** Lets it go on to its call. */
  letIn(): void;
  /** It has waited long enough. */
  giveUp(error: Error): void;
}

/** How often those who wait are looked through, in milliseconds. */
const lookEveryMs = 1000;

/** Those who wait for one handler's breaker, in the order in which they came. */
export class WaitingEvents {
  readonly #clock: Clock;
  readonly #look: () => void;
  readonly #waiting = new Set<WaitingEvent>();
  /** Ends the looking. */
  #nobody = new AbortController();

  /** @param look called every second while anybody waits */
  constructor(clock: Clock, look: () => void) {
    this.#clock = clock;
    this.#look = look;
  }

  get size(): number {
    return this.#waiting.size;
  }

  get oldest(): WaitingEvent | undefined {
    const [oldest] = this.#waiting;
    return oldest;
  }

  [Symbol.iterator](): Iterator<WaitingEvent> {
    return this.#waiting.values();
  }

  /** Adds one. Resolves when it is let in; rejects when it, or its passage, is given up. */
  join(run: ChainRun, since: number): Promise<void> {
    const { signal } = run.passage;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (): void => {
      signal.removeEventListener("abort", abandon);
      this.#waiting.delete(event);
      if (this.#waiting.size === 0) this.#nobody.abort();
    };
    const abandon = (): void => event.giveUp(signal.reason as Error);
    const event: WaitingEvent = {
      run,
      since,
      letIn() {
        leave();
        resolve();
      },
      giveUp(error) {
        leave();
        reject(error);
      },
    };
    signal.addEventListener("abort", abandon, { once: true });
    this.#waiting.add(event);
    if (this.#waiting.size === 1) void this.#lookAfter();
    return promise;
  }

  /**
   * The one that is to find out whether the handler works again: the first whose own calls have not failed yet, so that an
   * event that nobody could handle does not hold up the others.
   */
  choose(): WaitingEvent | undefined {
    return this.#waiting.values().find(({ run }) => run.attempt === 1) ?? this.oldest;
  }

  /** Never rejects. */
  async #lookAfter(): Promise<void> {
    this.#nobody = new AbortController();
    const { signal } = this.#nobody;
    while (!signal.aborted) {
      // Rejects only because nobody waits any more.
      await this.#clock.sleep(lookEveryMs, signal).catch(() => {});
      if (!signal.aborted) this.#look();
    }
  }
}
