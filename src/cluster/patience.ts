import type { WatchConfig } from "../config/config.ts";

/**
 * How long a silent server is waited for, in milliseconds: while connecting, for an answer's headers, for a page of a
 * list, and past the end of a watch. 2/7 of the watch's time, at least 5 s.
 */
export function patienceOf(watch: WatchConfig): number {
  return Math.max(5000, Math.round((watch.timeoutMs * 2) / 7));
}
