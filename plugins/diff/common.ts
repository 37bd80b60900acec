/** Beyond so many edits two sequences are taken for wholly different. */
const maxEdits = 500;

/**
 * What two sequences have in common, in order, as pairs of indexes: a longest common subsequence, by Myers' greedy
 * algorithm, in time proportional to length and number of edits.
 */
export function commonPairs(old: readonly unknown[], current: readonly unknown[]): [number, number][] {
  const search = new Search(Math.min(old.length + current.length, maxEdits));
  for (let edits = 0; edits <= search.limit; edits++) {
    search.begin(edits);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let reached = search.start(edits, diagonal);
      while (isCommon(old, current, reached, reached - diagonal)) reached++;
      search.reach(diagonal, reached);
      if (reached >= old.length && reached - diagonal >= current.length) return search.path(diagonal, reached);
    }
  }
  return [];
}

function isCommon(old: readonly unknown[], current: readonly unknown[], from: number, to: number): boolean {
  return from < old.length && to < current.length && old[from] === current[to];
}

/** How far into the old sequence the best path of so many edits comes on each diagonal (old index less current index). */
class Search {
  readonly limit: number;
  readonly #reached: Int32Array;
  /** `#reached` as each round of edits found it. */
  readonly #history: Int32Array[] = [];

  constructor(limit: number) {
    this.limit = limit;
    this.#reached = new Int32Array(2 * limit + 3);
  }

  begin(edits: number): void {
    this.#history[edits] = this.#reached.slice();
  }

  reach(diagonal: number, reached: number): void {
    this.#reached[diagonal + this.limit + 1] = reached;
  }

  /** Where the path on this diagonal begins: after an insertion or a removal, whichever comes further. */
  start(edits: number, diagonal: number): number {
    return this.#isInserted(edits, diagonal)
      ? this.#before(edits, diagonal + 1)
      : this.#before(edits, diagonal - 1) + 1;
  }

  /** Walks back from the end and collects what was common on the way. */
  path(lastDiagonal: number, end: number): [number, number][] {
    const pairs: [number, number][] = [];
    let diagonal = lastDiagonal;
    let reached = end;
    for (let edits = this.#history.length - 1; edits >= 0; edits--) {
      const start = this.start(edits, diagonal);
      while (reached > start) pairs.push([--reached, reached - diagonal]);
      const isInserted = this.#isInserted(edits, diagonal);
      diagonal += isInserted ? 1 : -1;
      reached = isInserted ? start : start - 1;
    }
    return pairs.reverse();
  }

  #isInserted(edits: number, diagonal: number): boolean {
    if (diagonal === -edits) return true;
    return diagonal !== edits && this.#before(edits, diagonal - 1) < this.#before(edits, diagonal + 1);
  }

  #before(edits: number, diagonal: number): number {
    return this.#history[edits]?.[diagonal + this.limit + 1] ?? 0;
  }
}
