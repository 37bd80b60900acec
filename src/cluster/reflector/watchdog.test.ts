import { expect, test } from "vitest";
import { hastyClock } from "../../time/fixtures/hasty-clock.ts";
import { Watchdog } from "./watchdog.ts";

/** Runs a watchdog to its end and gives the time after which it gave up, in milliseconds; `script` is called every second. */
async function silentAfter(script: (dog: Watchdog, sleptMs: number) => void = () => {}): Promise<number> {
  let gaveUpAfter = 0;
  const clock = hastyClock((sleptMs) => script(dog, sleptMs));
  const startedAt = clock.now();
  const dog = new Watchdog({
    clock,
    lastsMs: 10_000,
    patienceMs: 5000,
    onSilent: () => {
      gaveUpAfter = clock.now() - startedAt;
    },
  });
  await dog.run(new AbortController().signal);
  return gaveUpAfter;
}

test("a watch that was never heard is given up when its time and the patience are over", async () => {
  expect(await silentAfter()).toBe(15_000);
});

test("words before the watch's end do not shorten its time", async () => {
  expect(await silentAfter((dog, sleptMs) => sleptMs === 3000 && dog.heard())).toBe(15_000);
});

test("a watch that goes on speaking past its end is left alone until it falls silent", async () => {
  expect(await silentAfter((dog, sleptMs) => sleptMs === 14_000 && dog.heard())).toBe(18_000);
});

test("time does not count while reading is paused, and patience is whole again after", async () => {
  const script = (dog: Watchdog, sleptMs: number) => {
    if (sleptMs === 14_000) dog.pause();
    if (sleptMs === 60_000) dog.resume();
  };
  expect(await silentAfter(script)).toBe(64_000);
});

test("a machine that slept past the end of its watch notices at the next look", async () => {
  let asleepMs = 0;
  const clock = hastyClock((sleptMs) => {
    if (sleptMs === 2000) asleepMs = 3_600_000;
  });
  let gaveUp = false;
  const onSilent = () => {
    gaveUp = true;
  };
  const leaping = { ...clock, now: () => clock.now() + asleepMs };
  await new Watchdog({ clock: leaping, lastsMs: 10_000, patienceMs: 5000, onSilent }).run(new AbortController().signal);
  expect([gaveUp, clock.slept]).toEqual([true, [1000, 1000]]);
});

test("a clock that is set back does not put the end off", async () => {
  let sleeps = 0;
  const clock = { now: () => -sleeps * 3_600_000, sleep: async () => void (sleeps += 1) };
  const dog = new Watchdog({ clock, lastsMs: 10_000, patienceMs: 5000, onSilent: () => {} });
  await dog.run(new AbortController().signal);
  expect(sleeps).toBe(15);
});
