import { expect, test } from "vitest";
import { systemClock } from "./clock.ts";
import { pause } from "./pause.ts";

test("a pause that is over, one that is ended early, and one that is not begun", async () => {
  const controller = new AbortController();
  expect(await pause(1, systemClock, controller.signal)).toBe(true);
  const ended = pause(600_000, systemClock, controller.signal);
  controller.abort(new Error("stopped"));
  expect(await ended).toBe(false);
  expect(await pause(1, systemClock, controller.signal)).toBe(false);
});

test("what else goes wrong with a clock is not taken for its end", async () => {
  const broken = { now: () => 0, sleep: () => Promise.reject(new Error("no time")) };
  await expect(pause(1, broken, new AbortController().signal)).rejects.toThrow("no time");
});
