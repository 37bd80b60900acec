import type { Clock } from "../../time/clock.ts";
import { pause } from "../../time/pause.ts";

/** What a watchdog watches over. */
export interface WatchdogOptions {
  readonly clock: Clock;
  /** How long the watch was asked to last, in milliseconds. */
  readonly lastsMs: number;
  /** How long it may be silent past that. */
  readonly patienceMs: number;
  /** Called once, when it has been silent for too long. */
  readonly onSilent: () => void;
}

/** Short enough to notice soon that a machine slept through the end of its watches. */
const LOOK_EVERY_MS = 1000;

/** Gives up a watch that is silent past its own end. Silence before is normal: a quiet kind sends nothing for minutes. */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #leftMs: number;
  #isPaused = false;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#leftMs = options.lastsMs + options.patienceMs;
  }

  /** Bytes came. */
  heard(): void {
    this.#leftMs = Math.max(this.#leftMs, this.#options.patienceMs);
  }

  /** Nothing is read for a while, so nothing can be heard. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.heard();
  }

  /** Runs until the signal is aborted or the silence lasts too long. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, onSilent } = this.#options;
    for (;;) {
      const before = clock.now();
      if (!(await pause(LOOK_EVERY_MS, signal, clock))) return;
      // A clock that was set back counts as time passed all the same; one that leapt ahead is a machine that slept.
      const passedMs = Math.max(LOOK_EVERY_MS, clock.now() - before);
      if (this.#isPaused) continue;
      this.#leftMs -= passedMs;
      if (this.#leftMs <= 0) return onSilent();
    }
  }
}
