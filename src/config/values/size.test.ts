import { expect, test } from "vitest";
import { parseSize } from "./size.ts";

test.each([
  ["500", 500],
  ["500k", 500_000],
  ["64Mi", 67_108_864],
  ["256Ki", 262_144],
  ["1.5Gi", 1_610_612_736],
])("%s is %d bytes", (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each(["", "64MB", "64mi", "-1Mi", "K", "1 Mi", "99999999Ti"])("%j is no size", (text) => {
  expect(parseSize(text)).toBeUndefined();
});
