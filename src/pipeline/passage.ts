/** One change's passage through the chain: what the lanes and the chain must know of each other to stop well. */
export class Passage {
  readonly #controller = new AbortController();
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

  /** The host is stopping: a call that is under way may end, and those that follow it. */
  stop(): void {
    this.#isStopping = true;
    if (this.#isWaiting) this.giveUp();
  }

  /** Abandons the call that is under way. */
  giveUp(): void {
    this.#controller.abort(stopping());
  }
}

/** Why what was not handled was not. */
export function stopping(): DOMException {
  return new DOMException("The host is stopping", "AbortError");
}
