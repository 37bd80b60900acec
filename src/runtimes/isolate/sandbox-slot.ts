import { fullJitter } from "../../time/backoff.ts";
import type { Clock, Random } from "../../time/clock.ts";
import type { Sandbox } from "./sandbox.ts";

/** What a slot works with. */
export interface SandboxSlotOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly start: () => Sandbox;
  /** Ends a pause. */
  readonly signal: AbortSignal;
}

/** The pause before another start, if no call has come to an answer since the last one. */
const pause = { firstMs: 100, maxMs: 10_000 };

/** A sandbox that is started when one is needed, and again when it has ended. */
export class SandboxSlot {
  readonly #options: SandboxSlotOptions;
  #current: Promise<Sandbox> | undefined;
  #starts = 0;

  constructor(options: SandboxSlotOptions) {
    this.#options = options;
  }

  /** Rejects with KW_ISOLATE_UNAVAILABLE if it does not start, or with the signal's reason. */
  get(): Promise<Sandbox> {
    this.#current ??= this.#start();
    return this.#current;
  }

  /** A call in it came to an answer. */
  proved(): void {
    this.#starts = 0;
  }

  /** Ends what is there; another is started when one is needed. */
  async empty(): Promise<void> {
    // One that does not start, of which those who wait for it hear, has nothing to be ended.
    const sandbox = await this.#current?.catch(() => undefined);
    await sandbox?.close();
  }

  async #start(): Promise<Sandbox> {
    const { clock, random, start, signal } = this.#options;
    try {
      if (this.#starts > 0) await clock.sleep(fullJitter(pause, this.#starts, random), signal);
      this.#starts += 1;
      const sandbox = start();
      await sandbox.ready;
      void this.#untilEnd(sandbox);
      return sandbox;
    } catch (error) {
      this.#current = undefined;
      throw error;
    }
  }

  async #untilEnd(sandbox: Sandbox): Promise<void> {
    await sandbox.ended;
    this.#current = undefined;
  }
}
