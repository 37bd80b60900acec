/** A handler's calls in flight: so many may be under way, the others wait their turn. */
export class CallSlots {
  #size: number;
  /** Less than nothing while more are under way than may be since the last change of size. */
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(concurrency: number) {
    this.#size = concurrency;
    this.#free = concurrency;
  }

  /** Changes how many may be under way. */
  resize(concurrency: number): void {
    this.#free += concurrency - this.#size;
    this.#size = concurrency;
    this.#admit();
  }

  /** Takes a slot: at once (undefined), or when the promise resolves. It rejects if the signal is aborted first. */
  take(signal: AbortSignal): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free -= 1;
      return undefined;
    }
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const turn = (): void => {
      signal.removeEventListener("abort", abandon);
      resolve();
    };
    const abandon = (): void => {
      this.#waiting.delete(turn);
      reject(signal.reason);
    };
    this.#waiting.add(turn);
    signal.addEventListener("abort", abandon, { once: true });
    return promise;
  }

  /** Gives a slot back: to the one that has waited longest, if any waits. */
  giveBack(): void {
    this.#free += 1;
    this.#admit();
  }

  #admit(): void {
    for (const next of this.#waiting) {
      if (this.#free <= 0) return;
      this.#free -= 1;
      this.#waiting.delete(next);
      next();
    }
  }
}
