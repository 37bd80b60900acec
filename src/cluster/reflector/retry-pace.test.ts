import { expect, test } from "vitest";
import { hastyClock } from "../../time/fixtures/hasty-clock.ts";
import { RetryPace } from "./retry-pace.ts";

const always = new AbortController().signal;

test("pauses double from 0.8 s to 30 s, and are drawn evenly from nothing to that", async () => {
  const longest = new RetryPace(hastyClock(), () => 1);
  const drawn = [1, 2, 3, 4, 5, 6, 7, 8].map(() => longest.afterFailure());
  expect(drawn).toEqual([800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
  expect(new RetryPace(hastyClock(), () => 0.25).afterFailure()).toBe(200);
});

test("two good minutes start the doubling again, less do not", async () => {
  const clock = hastyClock();
  const pace = new RetryPace(clock, () => 1);
  await clock.sleep(pace.afterFailure(), always);
  await clock.sleep(pace.afterFailure(), always);
  await clock.sleep(119_000, always);
  expect(pace.afterFailure()).toBe(3200);
  await clock.sleep(3200 + 120_000, always);
  expect(pace.afterFailure()).toBe(800);
});

test("what the server asks for is waited for first, ten minutes of it at most", () => {
  expect(new RetryPace(hastyClock(), () => 0.5).afterFailure(7000)).toBe(7400);
  expect(new RetryPace(hastyClock(), () => 0).afterFailure(86_400_000)).toBe(600_000);
});
