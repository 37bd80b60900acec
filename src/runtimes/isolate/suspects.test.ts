import { expect, test } from "vitest";
import { Suspects } from "./suspects.ts";

test("an event is suspect for its handler until it is cleared", () => {
  const suspects = new Suspects();
  const [one, other] = [{}, {}];
  suspects.add(one, "a");
  expect([suspects.has(one, "a"), suspects.has(one, "b"), suspects.has(other, "a")]).toEqual([true, false, false]);

  suspects.clear(one, "a");
  expect(suspects.has(one, "a")).toBe(false);
});

test("a thousand of a handler are remembered", () => {
  const suspects = new Suspects();
  const handler = {};
  for (let event = 0; event <= 1000; event += 1) suspects.add(handler, `${event}`);

  expect(suspects.has(handler, "0")).toBe(false);
  expect(suspects.has(handler, "1")).toBe(true);
  expect(suspects.has(handler, "1000")).toBe(true);
});
