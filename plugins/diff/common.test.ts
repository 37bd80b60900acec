import * as fc from "fast-check";
import { expect, test } from "vitest";
import { commonPairs } from "./common.ts";

const letters = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 });

/** The length by the textbook's table. */
function longestCommon(old: readonly string[], current: readonly string[]): number {
  const row = Array.from<number>({ length: current.length + 1 }).fill(0);
  for (const one of old) {
    let diagonal = 0;
    for (const [index, other] of current.entries()) {
      const above = row[index + 1] ?? 0;
      row[index + 1] = one === other ? diagonal + 1 : Math.max(above, row[index] ?? 0);
      diagonal = above;
    }
  }
  return row.at(-1) ?? 0;
}

test("pairs are equal elements in rising order, and as many as there can be", () => {
  fc.assert(
    fc.property(letters, letters, (old, current) => {
      const pairs = commonPairs(old, current);
      expect(pairs.map(([from]) => old[from])).toEqual(pairs.map(([, to]) => current[to]));
      for (const [index, [from, to]] of pairs.slice(1).entries()) {
        expect(from).toBeGreaterThan(pairs[index]?.[0] ?? -1);
        expect(to).toBeGreaterThan(pairs[index]?.[1] ?? -1);
      }
      expect(pairs).toHaveLength(longestCommon(old, current));
    }),
  );
});

test("sequences with too many edits between them have nothing in common", () => {
  const old = Array.from({ length: 2000 }, (_, index) => index);
  expect(commonPairs(old, old.toReversed())).toEqual([]);
});
