import { expect, test } from "vitest";
import { readRetryAfter } from "./retry-after.ts";

const now = Date.UTC(2026, 10, 22, 7);

test.each([
  ["30", 30_000],
  ["0", 0],
  [" 5 ", 5000],
  ["Sun, 22 Nov 2026 07:00:30 GMT", 30_000],
  ["Sunday, 22-Nov-26 07:00:30 GMT", 30_000],
  ["Sun Nov 22 07:00:30 2026", 30_000],
  ["Sun, 22 Nov 2026 06:00:00 GMT", 0],
])("%s is to wait %i ms", (text, ms) => {
  expect(readRetryAfter(text, now)).toBe(ms);
});

test.each([undefined, "", "soon", "-1", "1.5", "5 minutes", "Sun", "Sunday, 99-Foo-26 07:00:30 GMT", "2026-11-22"])(
  "%s asks for nothing",
  (text) => {
    expect(readRetryAfter(text, now)).toBeUndefined();
  },
);
