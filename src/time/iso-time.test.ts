import { expect, test } from "vitest";
import { createIsoTime } from "./iso-time.ts";

test("a time is written as RFC 3339 in UTC, each its own", () => {
  const isoTime = createIsoTime();
  const times = [0, 0, 1_795_330_800_123, 0];
  expect(times.map(isoTime)).toEqual(times.map((ms) => new Date(ms).toISOString()));
});
