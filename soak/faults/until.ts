import { setTimeout as delay } from "node:timers/promises";

/** Looks again and again until it is so; resolves with whether it became so in time. */
export async function until(isSo: () => boolean, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (!isSo()) {
    if (Date.now() > deadline) return false;
    await delay(100);
  }
  return true;
}
