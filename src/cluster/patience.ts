import type { WatchConfig } from "../config/config.ts";

/**
 * How long a silent server is waited for, in milliseconds: while connecting, for an answer's headers, for a page of a
 * list, and past the end of a watch. 2/7 of the watch's time, at least 5 s.
 */
export function patienceOf(watch: WatchConfig): number {
  return Math.max(5000, Math.round((watch.timeoutMs * 2) / 7));
}

/** The longest silence of a watch that is well, in milliseconds: its longest time, in whole seconds, and the patience past it. */
export function silenceLimitOf(watch: WatchConfig): number {
  return Math.ceil((watch.timeoutMs * 8) / 7000) * 1000 + patienceOf(watch);
}
