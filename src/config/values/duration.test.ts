import * as fc from "fast-check";
import { expect, test } from "vitest";
import { durationMs, parseDuration } from "./duration.ts";

test.each([
  ["500ms", 500],
  ["5s", 5000],
  ["2m", 120_000],
  ["1h", 3_600_000],
  ["1m30s", 90_000],
  ["1.5s", 1500],
  ["0s", 0],
])("%s is %d ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "5", "s", "-5s", "5 s", "5S", "5sec", "1e3s", "P1D", "5s ", ".5s"])("%j is no duration", (text) => {
  expect(parseDuration(text)).toBeUndefined();
  expect(() => durationMs(text)).toThrow(RangeError);
});

test("a duration is the sum of its parts", () => {
  const part = fc.tuple(fc.nat(999), fc.constantFrom("ms", "s", "m", "h")).map(([amount, unit]) => `${amount}${unit}`);
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      expect(durationMs(parts.join(""))).toBe(parts.map(durationMs).reduce((sum, ms) => sum + ms, 0));
    }),
  );
});
