import type { HandlerSpec } from "../runtimes/handler-spec.ts";
import type { Breaker } from "./breaker.ts";
import type { Passage } from "./passage.ts";

/** The breaker that a handler had in an earlier generation, if nothing about it has changed since. */
export function inherit(breakers: readonly Breaker[], spec: HandlerSpec): Breaker | undefined {
  const described = describe(spec);
  return breakers.find((breaker) => describe(breaker.spec) === described);
}

/** Gives up, of all events that wait for a breaker, the one that has waited longest. Returns its passage; undefined: none waits. */
export function giveUpOldest(breakers: readonly Breaker[]): Passage | undefined {
  const waitedSince = (breaker: Breaker): number => breaker.oldest?.since ?? Number.POSITIVE_INFINITY;
  let first: Breaker | undefined;
  for (const breaker of breakers) {
    if (first === undefined || waitedSince(breaker) < waitedSince(first)) first = breaker;
  }
  return first?.giveUpOldest();
}

/** All that was written of it: selectors and patterns have their text beside their functions. */
function describe(spec: HandlerSpec): string {
  return JSON.stringify(spec);
}
