import type { Logger } from "../../sdk/index.ts";
import type { DeadLetterLimits } from "../config/config.ts";
import type { DeadLetterStats } from "./dead-letters.ts";

/** Which dead letters there are, and how long: decides which of them go because they are too many or too old. */
export class LetterAges {
  /** When each first failed, by id, the oldest id first. */
  readonly #ages = new Map<number, number>();
  readonly #limits: DeadLetterLimits;
  readonly #log: Logger;
  #lastId: number;

  /** @param lastId the highest id that was ever given */
  constructor(limits: DeadLetterLimits, log: Logger, lastId = 0) {
    this.#limits = limits;
    this.#log = log;
    this.#lastId = lastId;
  }

  /** A letter that is there from earlier runs. */
  restore(id: number, firstFailedAt: number): void {
    this.#ages.set(id, firstFailedAt);
  }

  /** Gives a new letter its id. */
  enter(firstFailedAt: number): number {
    this.#lastId += 1;
    this.#ages.set(this.#lastId, firstFailedAt);
    return this.#lastId;
  }

  leave(id: number): boolean {
    return this.#ages.delete(id);
  }

  /** Takes out those that are too many, the oldest first, and gives them back; the log says so. */
  takeSurplus(): number[] {
    const surplus = this.#ages.size - this.#limits.count;
    return surplus <= 0 ? [] : this.#takeOut([...this.#ages.keys().take(surplus)], "too many");
  }

  /** Takes out those that are too old. */
  takeOld(now: number): number[] {
    const old = [...this.#ages].filter(([, firstFailedAt]) => now - firstFailedAt > this.#limits.ageMs);
    return this.#takeOut(
      old.map(([id]) => id),
      "too old",
    );
  }

  stats(): DeadLetterStats {
    const [oldestAt] = this.#ages.values();
    return { count: this.#ages.size, oldestAt };
  }

  #takeOut(ids: number[], why: string): number[] {
    if (ids.length === 0) return ids;
    for (const id of ids) this.#ages.delete(id);
    this.#log.warn("dead letters dropped", { why, letters: ids.length, ids: ids.slice(0, 20) });
    return ids;
  }
}
