import type { Waiting } from "../waiting.ts";
import { isSameScope } from "./same-scope.ts";

/** Two changes that have become one. */
export interface Merge {
  readonly parts: readonly [Waiting, Waiting];
  readonly whole: Waiting;
}

/**
 * Whether two waiting changes of one object, the earlier one first, may become one: not across resource entries, not
 * across uids, and not when the earlier one is an end: what comes after it is another life.
 */
export function canMerge({ observation: earlier }: Waiting, { observation: later }: Waiting): boolean {
  return earlier.state === "present" && earlier.uid === later.uid && isSameScope(earlier.scope, later.scope);
}

/**
 * One change for two: the later state, for as many observed changes as both stand for. It was missed if either was. An
 * object of the first list stays `initial` however often it changes before handlers hear of it, but its end is not.
 */
export function merge(earlier: Waiting, later: Waiting): Merge {
  const { observation } = later;
  const { initial, missed, resourceVersion, object } = earlier.observation;
  const isEnd = observation.state === "gone";
  const whole: Waiting = {
    observation: {
      ...observation,
      initial: !isEnd && initial,
      missed: missed || observation.missed,
    },
    merged: earlier.merged + later.merged,
    lastSeen: isEnd ? (later.lastSeen ?? { resourceVersion, object }) : undefined,
  };
  return { parts: [earlier, later], whole };
}
