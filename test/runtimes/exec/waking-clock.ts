import { vi } from "vitest";
import { type Clock, systemClock } from "../../../src/time/clock.ts";

/** The system's clock, on which a test can wake somebody early: all others sleep for as long as they mean to. */
export interface WakingClock extends Clock {
  /** Wakes whoever means to sleep for so many milliseconds, as soon as somebody does. */
  wake(ms: number, atMostMs?: number): Promise<void>;
}

export function wakingClock(): WakingClock {
  const sleepers = new Set<{ readonly ms: number; readonly wake: () => void }>();
  return {
    now: () => systemClock.now(),
    async sleep(ms, signal) {
      const woken = Promise.withResolvers<void>();
      const over = new AbortController();
      const sleeper = { ms, wake: woken.resolve };
      sleepers.add(sleeper);
      try {
        await Promise.race([systemClock.sleep(ms, AbortSignal.any([signal, over.signal])), woken.promise]);
      } finally {
        sleepers.delete(sleeper);
        over.abort();
      }
    },
    async wake(ms, atMostMs = ms) {
      const findSleeper = () => {
        const found = [...sleepers].find((sleeper) => sleeper.ms >= ms && sleeper.ms <= atMostMs);
        if (found === undefined) throw new Error(`Expected somebody to sleep for ${ms} ms`);
        return found;
      };
      const sleeper = await vi.waitFor(findSleeper, { timeout: 40_000, interval: 10 });
      sleepers.delete(sleeper);
      sleeper.wake();
    },
  };
}
