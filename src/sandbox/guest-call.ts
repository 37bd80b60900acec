import { limits } from "./limits.ts";

/** A call that is under way in an isolate, or the loading of its plugin: what it has used, and what it waits for. */
export class GuestCall {
  /** 0 is the loading. */
  readonly id: number;
  /** Processor time it may use, in milliseconds. */
  readonly cpuMs: number;
  /** Processor time of its entries that are over, in milliseconds. */
  usedMs = 0;
  asks = 0;
  logged = 0;
  fetches = 0;
  readonly fetching = new Set<number>();
  /** Some of the plugin's code has run for it. */
  hasBegun = false;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(id: number, cpuMs: number) {
    this.id = id;
    this.cpuMs = cpuMs;
  }

  /** False if it has too many timers. */
  setTimer(timer: string, ms: number, fire: () => void): boolean {
    if (this.#timers.size >= limits.timers) return false;
    this.clearTimer(timer);
    const run = (): void => {
      this.#timers.delete(timer);
      fire();
    };
    this.#timers.set(timer, setTimeout(run, ms));
    return true;
  }

  clearTimer(timer: string): void {
    clearTimeout(this.#timers.get(timer));
    this.#timers.delete(timer);
  }

  /** It waits for nothing more. */
  end(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
