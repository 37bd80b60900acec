import { expect, test } from "vitest";
import type { ControlPlane } from "../../test/control-plane/control-plane.ts";
import type { SeenEvent, WrittenStep } from "./checking/history.ts";
import { add, remove, update, written } from "./checking/fixtures/life.ts";
import { isAllTold, joinHistories } from "./histories.ts";
import { WrittenObject } from "./writing/written-object.ts";

const place = {
  kind: "ConfigMap",
  namespace: "shop",
  path: "/api/v1/namespaces/shop/configmaps",
  listedAs: "/api/v1/configmaps",
  state: () => ({}),
};

/** An object with this history: it is never sent anywhere. */
function objectWith(steps: readonly WrittenStep[]): WrittenObject {
  const object = new WrittenObject({} as ControlPlane, place, "web");
  object.steps.push(...steps);
  return object;
}

test("what was written and what was told come together by kind, namespace and name, with the lists of the place", () => {
  const object = objectWith(written(["a", 1]));
  const told = add(1100, "a", 1);
  const listed = { askedAt: 5, answeredAt: 6 };
  expect(joinHistories([object], [told], new Map([["/api/v1/configmaps", [listed]]]))).toEqual([
    { subject: "ConfigMap shop/web", isWatched: true, written: object.steps, seen: [told], lists: [listed] },
  ]);
});

test("an event about an object that nobody wrote has a history of its own", () => {
  const told = add(1100, "a", 1);
  expect(joinHistories([], [told], new Map())).toMatchObject([
    { subject: "ConfigMap shop/web", isWatched: false, written: [], seen: [told] },
  ]);
});

test("all is told when the last event is about the last state, or both are nothing", () => {
  const isTold = (object: WrittenObject, ...seen: readonly SeenEvent[]) =>
    isAllTold(joinHistories([object], seen, new Map()));
  const changed = objectWith(written(["a", 1], ["a", 2]));
  expect(isTold(changed)).toBe(false);
  expect(isTold(changed, add(1100, "a", 1))).toBe(false);
  expect(isTold(changed, add(1100, "a", 1), update(2100, "a", 1, 2))).toBe(true);
  const deleted = objectWith(written(["a", 1], ["a", null]));
  expect(isTold(deleted)).toBe(true);
  expect(isTold(deleted, add(1100, "a", 1))).toBe(false);
  expect(isTold(deleted, add(1100, "a", 1), remove(2100, "a", 1))).toBe(true);
});
