import { canMerge, type Merge, merge } from "./merge.ts";
import type { Observation } from "./observation.ts";
import { isSameScope } from "./same-scope.ts";
import type { Waiting } from "./waiting.ts";

/** One object's changes that wait, in the order they were observed. The one under way is no longer among them. */
export class Lane {
  #waiting: Waiting[] = [];

  /** Adds a change at the end. True: it could have been merged with an earlier one. */
  append(change: Waiting): boolean {
    const canBeMerged = this.#partnerOf(change) >= 0;
    this.#waiting.push(change);
    return canBeMerged;
  }

  /** Adds a change at the end, merged with an earlier one if that may be. */
  join(change: Waiting): Merge | undefined {
    const index = this.#partnerOf(change);
    const [partner] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (partner === undefined) {
      this.#waiting.push(change);
      return undefined;
    }
    const merged = merge(partner, change);
    this.#waiting.push(merged.whole);
    return merged;
  }

  /** Merges all that may be merged. */
  compact(): Merge[] {
    const waiting = this.clear();
    return waiting.flatMap((change) => this.join(change) ?? []);
  }

  /** Takes the first one out. */
  next(): Waiting | undefined {
    return this.#waiting.shift();
  }

  /** Takes all of them out. */
  clear(): Waiting[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }

  [Symbol.iterator](): Iterator<Waiting> {
    return this.#waiting.values();
  }

  /**
   * The one that a new last change may be merged with. Changes of another resource entry may stand between the two: what
   * order entries are told in does not matter, and the merged one takes the later place, so that no state comes before an older one.
   */
  #partnerOf(change: Waiting): number {
    const { scope } = change.observation;
    const index = this.#waiting.findLastIndex(({ observation }) => isSameScope(observation.scope, scope));
    const candidate = this.#waiting[index];
    return candidate !== undefined && canMerge(candidate, change) ? index : -1;
  }
}

/** Kind, namespace and name: not the uid, so that a recreated object's delete comes before its add. */
export function laneKey({ resource, namespace, name }: Observation): string {
  return `${resource.kind}/${namespace}/${name}`;
}
