import type { Clock } from "./clock.ts";

/** Resolves when the promise is settled, or that many milliseconds are over, whichever comes first. */
export async function within(ms: number, promise: Promise<unknown>, clock: Clock): Promise<void> {
  const settled = new AbortController();
  const over = clock.sleep(ms, settled.signal);
  await Promise.allSettled([Promise.race([promise, over]).finally(() => settled.abort())]);
}
