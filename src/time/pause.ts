import type { Clock } from "./clock.ts";

/** Resolves after so many milliseconds, or as soon as the signal is aborted; with true unless it is. */
export async function pause(ms: number, signal: AbortSignal, clock: Clock): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return !signal.aborted;
}
