import type { Clock } from "../../../time/clock.ts";
import { pause } from "../../../time/pause.ts";

/** How often a process is asked whether it is there while it has nothing to do, in milliseconds. */
const idleMs = 15_000;
/** How long it may take to answer, in milliseconds. */
const answerWithinMs = 5000;

/** What asks and is asked. */
export interface PingsOptions {
  readonly clock: Clock;
  /** Aborted when the process has ended. */
  readonly over: AbortSignal;
  /** Whether the process has nothing to do: one that handles one event after the other cannot answer before it is done. */
  readonly isIdle: () => boolean;
  readonly send: () => void;
  /** It did not answer. */
  readonly onSilence: (afterMs: number) => void;
}

/** Asks a process whether it still reads what it is sent. */
export class Pings {
  readonly #options: PingsOptions;
  #asked = 0;
  #answered = 0;
  #allAnswered: PromiseWithResolvers<void> | undefined;

  constructor(options: PingsOptions) {
    this.#options = options;
    options.over.addEventListener("abort", () => this.#allAnswered?.resolve(), { once: true });
  }

  /** Asks every now and then, until the process has ended. */
  async askWhileIdle(): Promise<void> {
    while (await this.#sleep(idleMs)) {
      if (this.#options.isIdle() && this.outstanding === undefined) await this.ask();
    }
  }

  async ask(): Promise<void> {
    this.#asked += 1;
    this.#allAnswered ??= Promise.withResolvers<void>();
    const mine = this.#asked;
    this.#options.send();
    if ((await this.#sleep(answerWithinMs)) && this.#answered < mine) this.#options.onSilence(answerWithinMs);
  }

  answered(): void {
    this.#answered = Math.min(this.#asked, this.#answered + 1);
    if (this.#answered < this.#asked) return;
    this.#allAnswered?.resolve();
    this.#allAnswered = undefined;
  }

  /** Resolves when every ping so far is answered or the process has ended; undefined if nothing is asked. */
  get outstanding(): Promise<void> | undefined {
    return this.#allAnswered?.promise;
  }

  /** False if the process has ended. */
  #sleep(ms: number): Promise<boolean> {
    return pause(ms, this.#options.over, this.#options.clock);
  }
}
