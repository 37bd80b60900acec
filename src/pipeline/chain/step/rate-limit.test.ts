import * as fc from "fast-check";
import { expect, test } from "vitest";
import { rateOf } from "../../../config/values/rate.ts";
import type { Clock } from "../../../time/clock.ts";
import { RateLimit } from "./rate-limit.ts";

/** A clock that stands still until it is set; pauses are kept, in milliseconds, and never end. */
function stillClock(): Clock & { time: number; readonly pauses: number[] } {
  const pauses: number[] = [];
  return {
    time: 1_000_000,
    pauses,
    now() {
      return this.time;
    },
    sleep(ms) {
      pauses.push(ms);
      return new Promise(() => {});
    },
  };
}

const { signal } = new AbortController();

test("a full bucket's tokens are there at once, the others come evenly", () => {
  const clock = stillClock();
  const limit = new RateLimit(rateOf("3/m"), clock);
  const taken = Array.from({ length: 6 }, () => limit.take(signal));
  expect(taken.slice(0, 3)).toEqual([undefined, undefined, undefined]);
  expect(clock.pauses).toEqual([20_000, 40_000, 60_000]);
});

test("what is not taken fills the bucket up, and no further", () => {
  const clock = stillClock();
  const limit = new RateLimit(rateOf("2/s"), clock);
  for (let n = 0; n < 2; n += 1) void limit.take(signal);
  clock.time += 500;
  expect(limit.take(signal)).toBeUndefined();
  clock.time += 3_600_000;
  expect([limit.take(signal), limit.take(signal)]).toEqual([undefined, undefined]);
  void limit.take(signal);
  expect(clock.pauses).toEqual([500]);
});

test("a clock that is set back holds nobody up", () => {
  const clock = stillClock();
  const limit = new RateLimit(rateOf("1/s"), clock);
  void limit.take(signal);
  clock.time -= 3_600_000;
  void limit.take(signal);
  expect(clock.pauses).toEqual([1000]);
});

test("in no stretch of time are there more calls than the rate allows, and a bucket", async () => {
  const call = fc.integer({ min: 0, max: 400 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(call, { maxLength: 60 }), (calls, gaps) => {
      const clock = stillClock();
      const limit = new RateLimit({ calls, perMs: 1000 }, clock);
      const madeAt = gaps.map((gap) => {
        clock.time += gap;
        return clock.time + (limit.take(signal) === undefined ? 0 : (clock.pauses.at(-1) ?? 0));
      });
      for (const [index, from] of madeAt.entries()) {
        for (const [further, to] of madeAt.slice(index).entries()) {
          expect(further + 1).toBeLessThanOrEqual(calls + Math.floor(((to - from + 1) * calls) / 1000));
        }
      }
    }),
  );
});
