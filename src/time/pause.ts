import type { Clock } from "./clock.ts";

/** Waits for so many milliseconds. Resolves with whether it did: false if the signal was aborted first. */
export async function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
