import { expect, test } from "vitest";
import { steppingClock } from "../fixtures/stepping-clock.ts";
import { Watchdog } from "./watchdog.ts";

/** Runs a watchdog to its end and gives the time at which it gave up; `script` is called every second. */
async function silentAt(script: (dog: Watchdog, now: number) => void = () => {}): Promise<number> {
  let gaveUpAt = 0;
  const clock = steppingClock((now) => script(dog, now));
  const dog = new Watchdog({
    clock,
    lastsMs: 10_000,
    patienceMs: 5000,
    onSilent: () => {
      gaveUpAt = clock.now();
    },
  });
  await dog.run(new AbortController().signal);
  return gaveUpAt;
}

test("a watch that was never heard is given up when its time and the patience are over", async () => {
  expect(await silentAt()).toBe(15_000);
});

test("words before the watch's end do not shorten its time", async () => {
  expect(await silentAt((dog, now) => now === 3000 && dog.heard())).toBe(15_000);
});

test("a watch that goes on speaking past its end is left alone until it falls silent", async () => {
  expect(await silentAt((dog, now) => now === 14_000 && dog.heard())).toBe(18_000);
});

test("time does not count while reading is paused, and patience is whole again after", async () => {
  const script = (dog: Watchdog, now: number) => {
    if (now === 14_000) dog.pause();
    if (now === 60_000) dog.resume();
  };
  expect(await silentAt(script)).toBe(64_000);
});

test("a machine that slept past the end of its watch notices at the next look", async () => {
  let asleepMs = 0;
  const clock = { ...steppingClock(), now: () => steppedMs + asleepMs };
  let steppedMs = 0;
  let gaveUp = false;
  const sleep = async (ms: number) => {
    steppedMs += ms;
    if (steppedMs === 2000) asleepMs = 3_600_000;
  };
  const onSilent = () => {
    gaveUp = true;
  };
  await new Watchdog({ clock: { ...clock, sleep }, lastsMs: 10_000, patienceMs: 5000, onSilent }).run(
    new AbortController().signal,
  );
  expect([gaveUp, steppedMs]).toEqual([true, 2000]);
});

test("a clock that is set back does not put the end off", async () => {
  let sleeps = 0;
  const clock = { now: () => -sleeps * 3_600_000, sleep: async () => void (sleeps += 1) };
  const dog = new Watchdog({ clock, lastsMs: 10_000, patienceMs: 5000, onSilent: () => {} });
  await dog.run(new AbortController().signal);
  expect(sleeps).toBe(15);
});
