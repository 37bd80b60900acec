import type { Clock } from "../../../time/clock.ts";
import { pause } from "../../../time/pause.ts";
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

/** Those who wait for one handler's breaker, in the order in which they began to. */
export class WaitingEvents {
  readonly #clock: Clock;
  readonly #look: () => void;
  readonly #waiting = new Set<WaitingEvent>();
  /** When the last one of them began to. */
  #latest = 0;
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
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (): void => {
      signal.removeEventListener("abort", abandon);
      this.#waiting.delete(event);
      if (this.#waiting.size > 0) return;
      this.#latest = 0;
      this.#nobody.abort();
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
    this.#add(event);
    if (this.#waiting.size === 1) void this.#lookAfter();
    return promise;
  }

  /**
   * The one that is to find out whether the handler works again: the oldest of those tried least, so that an event that
   * nobody can handle does not hold up the others.
   */
  choose(): WaitingEvent | undefined {
    let chosen: WaitingEvent | undefined;
    for (const event of this.#waiting) {
      if (chosen === undefined || event.run.attempt < chosen.run.attempt) chosen = event;
    }
    return chosen;
  }

  /** One that comes back from a trial takes its place again. */
  #add(event: WaitingEvent): void {
    const later = event.since < this.#latest ? [...this.#waiting].filter(({ since }) => since > event.since) : [];
    for (const each of [event, ...later]) {
      this.#waiting.delete(each);
      this.#waiting.add(each);
    }
    this.#latest = Math.max(this.#latest, event.since);
  }

  /** Never rejects. */
  async #lookAfter(): Promise<void> {
    this.#nobody = new AbortController();
    const { signal } = this.#nobody;
    while (await pause(lookEveryMs, signal, this.#clock)) this.#look();
  }
}
