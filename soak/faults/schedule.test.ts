import { expect, test } from "vitest";
import { faultKinds, scheduleFaults } from "./schedule.ts";

const durations = { longestFaultMs: 30_000, peaceMs: 5000 };
const take = (seed: string) =>
  scheduleFaults(seed, faultKinds, durations)
    .take(3 * faultKinds.length)
    .toArray();

test("a seed replays its faults", () => {
  expect(take("7")).toEqual(take("7"));
  expect(take("7")).not.toEqual(take("8"));
});

test("every kind strikes once in each round, for no longer than asked", () => {
  const faults = take("7");
  for (let start = 0; start < faults.length; start += faultKinds.length) {
    const round = faults.slice(start, start + faultKinds.length).map(({ kind }) => kind);
    expect(round.toSorted()).toEqual(faultKinds.toSorted());
  }
  expect(Math.max(...faults.map(({ lastsMs }) => lastsMs))).toBeLessThanOrEqual(30_000);
});
