import type { Told } from "./told.ts";

/** How long it took from when the host saw a change to when it was handled, in milliseconds. */
export interface Latency {
  readonly median: number;
  readonly p99: number;
}

export function latencyOf(told: readonly Told[]): Latency {
  const sorted = told.map(({ seenAt, endedAt }) => endedAt - seenAt).sort((one, other) => one - other);
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
  return { median: at(0.5), p99: at(0.99) };
}
