import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Call } from "../../runtimes/handler.ts";
import { hastyClock } from "../../time/fixtures/hasty-clock.ts";
import { createChain } from "../chain.ts";
import { chainOf, failureOf, run } from "../fixtures/chain-runs.ts";
import { handlerOf } from "../fixtures/handlers.ts";
import { silentLog } from "../fixtures/logs.ts";
import { present } from "../fixtures/observations.ts";
import { Passage } from "../passage.ts";

describe("a call's time", () => {
  test("a call that does not answer in time is aborted and fails, and what it says later is dropped", async () => {
    const late = Promise.withResolvers<unknown>();
    let signal: AbortSignal | undefined;
    const handler = handlerOf(
      "stuck",
      (call) => {
        signal = call.signal;
        return late.promise;
      },
      { timeoutMs: 20 },
    );
    expect(await failureOf(handler)).toMatchObject({ code: "KW_HANDLER_TIMEOUT", retryable: true });
    expect(signal?.aborted).toBe(true);
    late.reject(new Error("too late"));
  });

  test("a slot held by an abandoned call is free again", async () => {
    let calls = 0;
    const handler = handlerOf("stuck", () => (++calls === 1 ? new Promise(() => {}) : undefined), {
      timeoutMs: 20,
      concurrency: 1,
    });
    const chain = await chainOf([handler]);
    await expect(run(chain)).rejects.toThrow("within 20 ms");
    await expect(run(chain)).resolves.toBeUndefined();
  });

  test("giving the passage up ends the call: that is no failure of the handler", async () => {
    const passage = new Passage();
    const chain = await chainOf([
      handlerOf("patient", ({ signal }) => {
        queueMicrotask(() => passage.giveUp());
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("cut off"))));
      }),
    ]);
    const error: unknown = await run(chain, { passage }).catch((reason: unknown) => reason);
    expect(error).toBe(passage.signal.reason);
  });

  test("the deadline is the time limit from now", async () => {
    let call: Call | undefined;
    const before = Date.now();
    await run(await chainOf([handlerOf("one", (given) => void (call = given), { timeoutMs: 5000 })]));
    expect(call?.deadline).toBeGreaterThanOrEqual(before + 5000);
    expect(call?.deadline).toBeLessThanOrEqual(Date.now() + 5000);
  });
});

describe("concurrency", () => {
  test("at most so many calls are in flight, and every event is handled", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), fc.integer({ max: 12 }), async (s, limit, n) => {
        let flying = 0;
        let most = 0;
        const handler = handlerOf(
          "slow",
          async () => {
            most = Math.max(most, ++flying);
            await s.schedule(Promise.resolve());
            flying -= 1;
          },
          { concurrency: limit },
        );
        const chain = await chainOf([handler]);
        const runs = Array.from({ length: n }, (_, i) => run(chain, { observation: present(1, { name: `web-${i}` }) }));
        await s.waitFor(Promise.all(runs));
        expect(most).toBeLessThanOrEqual(limit);
        expect(most).toBe(Math.min(limit, Math.max(n, 0)));
      }),
      { numRuns: 30 },
    );
  });

  test("a run that is given up while it waits for a slot leaves the others' order alone", async () => {
    const first = Promise.withResolvers<void>();
    const seen: string[] = [];
    const handler = handlerOf(
      "slow",
      ({ event }) => {
        seen.push(event.event.data.name);
        return event.event.data.name === "a" ? first.promise : undefined;
      },
      { concurrency: 1 },
    );
    const chain = await chainOf([handler]);
    const passage = new Passage();
    const a = run(chain, { observation: present(1, { name: "a" }) });
    const b = run(chain, { observation: present(1, { name: "b" }), passage });
    const c = run(chain, { observation: present(1, { name: "c" }) });
    passage.giveUp();
    await expect(b).rejects.toThrow("The host is stopping");
    first.resolve();
    await Promise.all([a, c]);
    expect(seen).toEqual(["a", "c"]);
  });
});

describe("rate", () => {
  test("calls come no faster than it allows, and a call that waits holds a place among those in flight", async () => {
    const clock = hastyClock();
    const called: string[] = [];
    const handler = handlerOf("slack", ({ event }) => void called.push(event.event.data.name), {
      concurrency: 2,
      rate: { calls: 1, perMs: 1000 },
    });
    const chain = await createChain([handler], { log: silentLog, clock, signal: new AbortController().signal });
    await Promise.all(["a", "b", "c", "d"].map((name) => run(chain, { observation: present(1, { name }) })));
    expect(called).toEqual(["a", "b", "c", "d"]);
    expect(clock.slept).toEqual([1000, 1000, 1000]);
  });

  test("a run that is given up while it waits gives its place back", async () => {
    const handler = handlerOf("slack", () => {}, { concurrency: 1, rate: { calls: 1, perMs: 3_600_000 } });
    const chain = await chainOf([handler]);
    await run(chain);
    const passages = [new Passage(), new Passage()];
    const runs = passages.map((passage) => run(chain, { passage }));
    for (const [index, passage] of passages.entries()) {
      passage.giveUp();
      await expect(runs[index]).rejects.toThrow("The host is stopping");
    }
  });
});
