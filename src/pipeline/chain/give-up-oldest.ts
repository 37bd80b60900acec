import type { Passage } from "../passage.ts";
import type { Breaker } from "./breaker.ts";

/** Gives up, of all events that wait for a breaker, the one that has waited longest. Returns its passage; undefined: none waits. */
export function giveUpOldest(breakers: Iterable<Breaker>): Passage | undefined {
  const waitedSince = (breaker: Breaker): number => breaker.oldest?.since ?? Number.POSITIVE_INFINITY;
  let first: Breaker | undefined;
  for (const breaker of breakers) {
    if (first === undefined || waitedSince(breaker) < waitedSince(first)) first = breaker;
  }
  return first?.giveUpOldest();
}
