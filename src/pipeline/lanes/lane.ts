import type { Resource } from "../../../sdk/index.ts";
import type { Observation } from "../observation.ts";
import type { Waiting } from "../waiting.ts";
import type { Errand } from "./errand.ts";
import { canMerge, type Merge, merge } from "./merge.ts";
import { isSameScope } from "./same-scope.ts";

/** What stands in a lane. */
export type LaneItem = Waiting | Errand;

export function isErrand(item: LaneItem): item is Errand {
  return "run" in item;
}

export function isChange(item: LaneItem): item is Waiting {
  return !isErrand(item);
}

/** One object's changes that wait, in the order they were observed, and errands. The one under way is no longer among them. */
export class Lane {
  #waiting: LaneItem[] = [];

  /** Adds a change at the end. True: it could have been merged with an earlier one. */
  append(change: Waiting): boolean {
    const canBeMerged = this.#partnerOf(change) !== undefined;
    this.#waiting.push(change);
    return canBeMerged;
  }

  /** Adds a change at the end, merged with an earlier one if that may be. */
  join(change: Waiting): Merge | undefined {
    const partner = this.#partnerOf(change);
    if (partner === undefined) {
      this.#waiting.push(change);
      return undefined;
    }
    this.#waiting.splice(this.#waiting.indexOf(partner), 1);
    const merged = merge(partner, change);
    this.#waiting.push(merged.whole);
    return merged;
  }

  /** Adds an errand at the end. */
  appendErrand(errand: Errand): void {
    this.#waiting.push(errand);
  }

  /** Merges all that may be merged. */
  compact(): Merge[] {
    const waiting = this.clear();
    return waiting.flatMap((item) => {
      if (!isErrand(item)) return this.join(item) ?? [];
      this.appendErrand(item);
      return [];
    });
  }

  /** Takes the first one out. */
  next(): LaneItem | undefined {
    return this.#waiting.shift();
  }

  /** Takes all of them out. */
  clear(): LaneItem[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }

  /** The changes, without the errands. */
  [Symbol.iterator](): Iterator<Waiting> {
    return this.#waiting.values().filter(isChange);
  }

  /**
   * The one that a new last change may be merged with. Changes of another resource entry may stand between the two: what
   * order entries are told in does not matter, and the merged one takes the later place, so that no state comes before an older one.
   */
  #partnerOf(change: Waiting): Waiting | undefined {
    const { scope } = change.observation;
    const isOfScope = (item: LaneItem): item is Waiting =>
      !isErrand(item) && isSameScope(item.observation.scope, scope);
    const candidate = this.#waiting.findLast(isOfScope);
    return candidate !== undefined && canMerge(candidate, change) ? candidate : undefined;
  }
}

/** Kind, namespace and name: not the uid, so that a recreated object's delete comes before its add. */
export function laneKey({ resource, namespace, name }: LaneObject): string {
  return `${resource.kind}/${namespace}/${name}`;
}

/** Whose lane. */
export type LaneObject = Pick<Observation, "namespace" | "name"> & { readonly resource: Pick<Resource, "kind"> };
