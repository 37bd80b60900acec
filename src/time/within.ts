import type { Clock } from "./clock.ts";
import { pause } from "./pause.ts";

/** Resolves when the promise is settled, with true, or when so many milliseconds are over, with false. */
export async function within(ms: number, promise: Promise<unknown>, clock: Clock): Promise<boolean> {
  const settled = new AbortController();
  const settle = (): void => settled.abort();
  void promise.then(settle, settle);
  return !(await pause(ms, settled.signal, clock));
}
