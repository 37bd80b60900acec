import * as fc from "fast-check";
import { expect, test } from "vitest";
import { deepFreeze } from "./deep-freeze.ts";
import { freezeSharing } from "./freeze-sharing.ts";

/** Few keys and values, so that two trees are alike in parts. */
const { tree } = fc.letrec<{ node: unknown; tree: object }>((tie) => ({
  node: fc.oneof({ maxDepth: 4 }, fc.constantFrom(null, true, 0, 1, "a"), tie("tree")),
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.array(tie("node"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "__proto__", "toString"), tie("node"), { maxKeys: 3 }),
  ),
}));

function parsed<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

test("a tree stays as it is, whatever came before it, and is frozen all the way down", () => {
  fc.assert(
    fc.property(tree, tree, (before, after) => {
      const earlier = deepFreeze(parsed(before));
      const frozen = freezeSharing(parsed(after), earlier);
      expect(frozen).toEqual(parsed(after));
      expect(earlier).toEqual(parsed(before));
      expect(isDeeplyFrozen(frozen)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("what is equal is the very same, what is not is its own", () => {
  const earlier = deepFreeze({ spec: { image: "a", env: [{ name: "A" }, { name: "B" }] }, status: { ready: 1 } });
  const current = { spec: { image: "b", env: [{ name: "A" }, { name: "C" }] }, status: { ready: 1 } };
  const { spec, status } = freezeSharing(current, earlier);
  expect(status).toBe(earlier.status);
  expect(spec.env[0]).toBe(earlier.spec.env[0]);
  expect(spec).toBe(current.spec);
  expect(spec.env[1]).toBe(current.spec.env[1]);
});

test("a tree that equals the earlier one is the earlier one", () => {
  const earlier = deepFreeze({ b: [1], a: { deep: [] } });
  expect(freezeSharing({ a: { deep: [] }, b: [1] }, earlier)).toBe(earlier);
});
