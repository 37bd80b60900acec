import { durationMs } from "../../src/config/values/duration.ts";
import type { DeafnessBound } from "./checking/check-readiness.ts";

/** What is promised for a `[watch] timeout`: 17 s for "10s", 150 s unless it is set. */
export function deafnessBound(watchTimeout: string): DeafnessBound {
  const timeoutMs = durationMs(watchTimeout);
  const longestWatchMs = Math.ceil((timeoutMs * 8) / 7000) * 1000;
  return { boundMs: longestWatchMs + Math.max(5000, (timeoutMs * 2) / 7), graceMs: 5000 };
}
