import { beginCall, type LimitedCall, type SignalledCall } from "./time-limit.ts";

/** One change's passage through the chain: what the lanes and the chain must know of each other to stop well. */
export class Passage {
  readonly #controller = new AbortController();
  /** The last one that was begun. */
  #call: LimitedCall | undefined;
  #isWaiting = false;
  #isStopping = false;

  /** Aborted when the passage is given up. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /**
   * Waits for a place, a rate or the next try; `turn` is to reject when the signal is aborted. A host that stops waits
   * for none of them: then the passage is given up.
   */
  async wait(turn: Promise<void>): Promise<void> {
    if (this.#isStopping) this.giveUp();
    this.#isWaiting = true;
    try {
      await turn;
    } finally {
      this.#isWaiting = false;
    }
  }

  /** Calls with a time limit; rejects with the signal's reason when the passage is given up first. */
  call(timeoutMs: number, call: SignalledCall): Promise<unknown> {
    this.signal.throwIfAborted();
    this.#call = beginCall(timeoutMs, call);
    return this.#call.answer;
  }

  /** The host is stopping: a call that is under way may end, and those that follow it. */
  stop(): void {
    this.#isStopping = true;
    if (this.#isWaiting) this.giveUp();
  }

  /** Abandons the call that is under way. */
  giveUp(): void {
    this.#controller.abort(stopping());
    this.#call?.abandon(this.signal.reason);
  }
}

/** Why what was not handled was not. */
export function stopping(): DOMException {
  return new DOMException("The host is stopping", "AbortError");
}
