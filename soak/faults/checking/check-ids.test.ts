import { expect, test } from "vitest";
import { checkIds } from "./check-ids.ts";
import { add, update } from "./fixtures/life.ts";

test("two changes have two ids", () => {
  expect(checkIds([add(1, "a", 1), update(2, "a", 1, 2)])).toEqual([]);
});

test("an id that comes again is found out", () => {
  expect(checkIds([add(1, "a", 1), update(2, "a", 1, 2), add(3, "a", 1)])).toEqual([
    "shop/web: id add a 10 was told before, of shop/web",
  ]);
});
