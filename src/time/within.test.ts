import { expect, test } from "vitest";
import { systemClock } from "./clock.ts";
import { within } from "./within.ts";

const hour = 3_600_000;

test("what is settled in time ends the waiting, a failure too", async () => {
  expect(await within(hour, Promise.resolve(), systemClock)).toBe(true);
  expect(await within(hour, Promise.reject(new Error("failed")), systemClock)).toBe(true);
});

test("what is not settled in time is waited for no longer, and may still fail", async () => {
  const { promise, reject } = Promise.withResolvers<void>();
  expect(await within(1, promise, systemClock)).toBe(false);
  reject(new Error("too late"));
});
