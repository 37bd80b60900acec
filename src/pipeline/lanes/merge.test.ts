import * as fc from "fast-check";
import { expect, test } from "vitest";
import { gone, present, scope, waiting } from "../fixtures/observations.ts";
import type { Waiting } from "../waiting.ts";
import { canMerge, merge } from "./merge.ts";

function mergeAll(changes: readonly Waiting[]): Waiting {
  return changes.reduce((earlier, later) => merge(earlier, later).whole);
}

test("changes of one object merge, unless the earlier one is its end", () => {
  expect(canMerge(waiting(present(1)), waiting(present(2)))).toBe(true);
  expect(canMerge(waiting(present(1)), waiting(gone(2)))).toBe(true);
  expect(canMerge(waiting(gone(1)), waiting(present(2)))).toBe(false);
  expect(canMerge(waiting(gone(1)), waiting(gone(2)))).toBe(false);
});

test("another uid is another object, and each resource entry tells its own", () => {
  expect(canMerge(waiting(present(1)), waiting(present(2, { uid: "u2" })))).toBe(false);
  expect(canMerge(waiting(present(1)), waiting(present(2, { scope: { ...scope, entry: "other" } })))).toBe(false);
  expect(canMerge(waiting(present(1)), waiting(present(2, { scope: { ...scope } })))).toBe(true);
});

test("the merged change has the later state and time, and was missed if either was", () => {
  const later = present(2, { seenAt: 5 });
  const { whole } = merge(waiting(present(1, { missed: true, seenAt: 4 }), 3), waiting(later, 4));
  expect(whole).toEqual({ observation: { ...later, missed: true }, merged: 7, lastSeen: undefined });
});

test("an object of the first list stays initial while it changes, but its end is none", () => {
  const first = waiting(present(1, { initial: true }));
  expect(merge(first, waiting(present(2))).whole.observation.initial).toBe(true);
  expect(merge(first, waiting(gone(2))).whole.observation.initial).toBe(false);
});

test("an end keeps the last state before it", () => {
  const last = present(2);
  const merged = mergeAll([waiting(present(1)), waiting(last), waiting(gone(3))]);
  expect(merged.lastSeen).toEqual({ resourceVersion: "2", object: last.object });
});

test("in whatever groups changes are merged, the outcome is the same", () => {
  const life = fc.record({
    flags: fc.array(fc.record({ initial: fc.boolean(), missed: fc.boolean() }), { minLength: 1, maxLength: 8 }),
    ends: fc.boolean(),
    listed: fc.boolean(),
    cut: fc.nat(),
  });
  fc.assert(
    fc.property(life, ({ flags, ends, listed, cut }) => {
      const states = flags.map((flag, index) => waiting(present(index + 1, flag), index + 1));
      const end = waiting(gone(99, listed ? { object: null, missed: true } : {}));
      const changes = ends ? [...states, end] : states;
      const at = 1 + (cut % changes.length);
      const groups = [changes.slice(0, at), changes.slice(at)].filter((group) => group.length > 0);
      expect(mergeAll(groups.map(mergeAll))).toEqual(mergeAll(changes));
    }),
  );
});
