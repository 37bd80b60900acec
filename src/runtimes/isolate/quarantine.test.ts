import { expect, test } from "vitest";
import { Quarantine } from "./quarantine.ts";

const minute = 60_000;

function open() {
  const clock = { time: 1_000_000, now: () => clock.time };
  return { clock, quarantine: new Quarantine("mine", clock) };
}

test("a handler that brought the sandbox down twice is let in, and is not after the third time", () => {
  const { quarantine } = open();
  expect([quarantine.crashed(), quarantine.crashed()]).toEqual([undefined, undefined]);
  quarantine.enter();

  expect(quarantine.crashed()).toBe(30_000);
  expect(() => quarantine.enter()).toThrow(
    expect.objectContaining({ code: "KW_ISOLATE_QUARANTINED", retryAfterMs: 30_000 }),
  );
});

test("three times in more than ten minutes are not held against it", () => {
  const { clock, quarantine } = open();
  for (let time = 0; time < 5; time += 1) {
    expect(quarantine.crashed()).toBeUndefined();
    clock.time += 6 * minute;
  }
});

test("when the pause is over one call is let in, and the others when that has ended well", () => {
  const { clock, quarantine } = open();
  for (let time = 0; time < 3; time += 1) quarantine.crashed();
  clock.time += 30_000;
  quarantine.enter();
  expect(() => quarantine.enter()).toThrow("is kept out");

  quarantine.survived();
  quarantine.enter();
  quarantine.enter();
  expect([quarantine.crashed(), quarantine.crashed()]).toEqual([undefined, undefined]);
});

test("a trial that fails doubles the pause, up to half an hour", () => {
  const { clock, quarantine } = open();
  for (let time = 0; time < 3; time += 1) quarantine.crashed();
  const pauses = Array.from({ length: 8 }, () => {
    clock.time += 30 * minute;
    quarantine.enter();
    return (quarantine.broke() ?? 0) / 1000;
  });

  expect(pauses).toEqual([60, 120, 240, 480, 960, 1800, 1800, 1800]);
});

test("a trial that others interrupt is made again", () => {
  const { clock, quarantine } = open();
  for (let time = 0; time < 3; time += 1) quarantine.crashed();
  clock.time += 30_000;
  quarantine.enter();
  quarantine.undecided();

  quarantine.enter();
  expect(quarantine.crashed()).toBe(60_000);
});

test("a limit that breaks while the handler is not on trial is not held against it here", () => {
  const { quarantine } = open();
  for (let time = 0; time < 10; time += 1) expect(quarantine.broke()).toBeUndefined();
  quarantine.enter();
});
