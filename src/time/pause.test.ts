import { expect, test } from "vitest";
import { systemClock } from "./clock.ts";
import { pause } from "./pause.ts";

test("a pause ends when its time is over", async () => {
  expect(await pause(1, new AbortController().signal, systemClock)).toBe(true);
});

test("a pause ends when the signal is aborted, before it or during it", async () => {
  const controller = new AbortController();
  const paused = pause(3_600_000, controller.signal, systemClock);
  controller.abort(new Error("stopped"));
  expect(await paused).toBe(false);
  expect(await pause(3_600_000, controller.signal, systemClock)).toBe(false);
});

test("a clock that fails is no end of a pause", async () => {
  const sleep = () => Promise.reject(new RangeError("no such time"));
  const broken = pause(1, new AbortController().signal, { now: () => 0, sleep });
  await expect(broken).rejects.toThrow("no such time");
});
