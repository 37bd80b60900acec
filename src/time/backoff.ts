import type { Random } from "./clock.ts";

/** Doubling pauses between two bounds, in milliseconds. */
export interface BackoffBounds {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** The pause after the given failure in a row (1 for the first): drawn evenly from 0 to the doubled bound ("full jitter"). */
export function fullJitter(bounds: BackoffBounds, failure: number, random: Random): number {
  return random() * Math.min(bounds.maxMs, bounds.firstMs * 2 ** (failure - 1));
}

/** As `fullJitter`, but never shorter than half the doubled bound: for a pause that a user configured. */
export function equalJitter(bounds: BackoffBounds, failure: number, random: Random): number {
  const bound = Math.min(bounds.maxMs, bounds.firstMs * 2 ** (failure - 1));
  return bound / 2 + (random() * bound) / 2;
}
