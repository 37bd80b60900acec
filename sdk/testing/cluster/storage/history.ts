import type { KubernetesObject } from "../../../event.ts";

/** One write of one object. */
export interface Change {
  readonly revision: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  /** As written; of a deleted object the last state, at the revision of its deletion. */
  readonly object: KubernetesObject;
  /** What it replaced. */
  readonly previous?: KubernetesObject;
}

/** The newest changes of one kind, from which watches are fed. Bounded: what is older is forgotten. */
export class History {
  readonly #limit: number;
  #changes: Change[] = [];
  #forgotten: number;

  /** @param forgotten the revision up to which there is nothing to be told */
  constructor(limit: number, forgotten: number) {
    this.#limit = limit;
    this.#forgotten = forgotten;
  }

  append(change: Change): void {
    this.#changes.push(change);
    // Cut in bulk: shifting at every write would move the whole array each time.
    if (this.#changes.length > 2 * this.#limit) this.forget(this.#changes.at(-this.#limit - 1)?.revision ?? 0);
  }

  /** Whether every change after this revision is still known. */
  reaches(revision: number): boolean {
    return revision >= this.#forgotten;
  }

  /** The first change after this revision. */
  after(revision: number): Change | undefined {
    return this.#changes[this.#indexAfter(revision)];
  }

  /** Forgets the changes up to and including this revision. */
  forget(revision: number): void {
    this.#changes = this.#changes.slice(this.#indexAfter(revision));
    this.#forgotten = Math.max(this.#forgotten, revision);
  }

  /** Where the first change after this revision is, or would be. */
  #indexAfter(revision: number): number {
    let [low, high] = [0, this.#changes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#changes[middle]?.revision ?? 0) > revision) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
