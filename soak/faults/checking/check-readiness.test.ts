import { describe, expect, test } from "vitest";
import { checkOutages, checkUntold, type ReadinessSample } from "./check-readiness.ts";
import { add, history, list, update, written } from "./fixtures/life.ts";

const bound = { boundMs: 17_000, graceMs: 2000 };

/** A look every 500 ms: "ready for 3 s, not ready for 4 s, …". */
function samples(...secondsEach: readonly number[]): ReadinessSample[] {
  const taken: ReadinessSample[] = [];
  let at = 0;
  for (const [index, seconds] of secondsEach.entries()) {
    for (const endsAt = at + seconds * 1000; at < endsAt; at += 500) {
      taken.push({ askedAt: at, answeredAt: at + 5, isReady: index % 2 === 0 });
    }
  }
  return taken;
}

describe("in an outage", () => {
  const outages = [{ fault: "freeze", from: 10_000, until: 50_000 }];

  test("being ready until the bound is allowed, and after its end again", () => {
    expect(checkOutages(samples(26, 24, 10), outages, bound)).toEqual([]);
  });

  test("being ready beyond the bound is found out", () => {
    expect(checkOutages(samples(31, 19, 10), outages, bound)).toEqual([
      "ready 19.5 s into an outage (freeze) that began at 00:00:10.000",
    ]);
  });

  test("being ready again too early is found out", () => {
    expect(checkOutages(samples(20, 20, 30), outages, bound)).toEqual([
      "ready 30.0 s into an outage (freeze) that began at 00:00:10.000",
    ]);
  });
});

describe("a change that is told late", () => {
  const steps = written(["a", 1], ["a", 2], ["a", 3]);

  test("is none of readiness' business within the bound", () => {
    const told = history({ written: steps, seen: [add(1100, "a", 1), update(18_000, "a", 1, 3, { missed: true })] });
    expect(checkUntold(samples(30), told, bound)).toEqual([]);
  });

  test("is right while the host says that it is not ready", () => {
    const told = history({
      written: steps,
      seen: [add(1100, "a", 1), update(41_000, "a", 1, 3, { missed: true })],
      lists: [list(40_500)],
    });
    expect(checkUntold(samples(19, 21, 10), told, bound)).toEqual([]);
  });

  test("is found out when the host has been ready all the time", () => {
    const told = history({ written: steps, seen: [add(1100, "a", 1), update(41_000, "a", 1, 3, { missed: true })] });
    expect(checkUntold(samples(60), told, bound)).toEqual([
      "ready, though what was written at 00:00:02.000 was told 39.0 s later",
    ]);
  });

  test("is measured from its own life: what was never told of an earlier one is past", () => {
    const lives = written(["a", 1], ["a", null], ["b", 2]);
    const late = lives.map((step, index) => (index === 2 ? { ...step, sentAt: 40_000, answeredAt: 40_100 } : step));
    const told = history({ written: late, seen: [add(40_200, "b", 2)] });
    expect(checkUntold(samples(60), told, bound)).toEqual([]);
  });
});
