import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { EventData, KwatchmanEvent } from "../../../sdk/index.ts";
import type { Handler } from "../../runtimes/handler.ts";
import { openMemoryStore } from "../../store/memory.ts";
import { handlerOf } from "../fixtures/handlers.ts";
import { openHastyLanes } from "../fixtures/hasty-lanes.ts";
import { type Step, livesOf } from "../fixtures/lives.ts";
import { scope } from "../fixtures/observations.ts";
import type { Lanes } from "../lanes.ts";
import type { Observation } from "../observation.ts";

const names = ["a", "b", "c"];
const steps = fc.array(
  fc.record<Step>({
    name: fc.constantFrom(...names),
    turn: fc.constantFrom("change", "change", "end", "end unseen", "replace", "leave and come back"),
  }),
  { maxLength: 40 },
);

/** One handler that ends when the scheduler lets it, and fails once for some events. */
function slowHandler(s: fc.Scheduler, told: KwatchmanEvent[]): Handler {
  return handlerOf(
    "slow",
    async ({ event: { event }, attempt }) => {
      await s.schedule(Promise.resolve());
      if (attempt === 1 && event.data.resourceVersion.endsWith("3")) throw new Error("once in a while");
      told.push(event);
    },
    { concurrency: 2 },
  );
}

/** Observes one after the other as a reader does, except that nothing is waited for: all pauses are in the scheduler. */
async function observeAll(s: fc.Scheduler, lanes: Lanes, observations: readonly Observation[]): Promise<void> {
  for (const observation of observations) {
    await s.schedule(Promise.resolve());
    await lanes.observe(observation);
  }
}

test("whatever happens to objects, and however it is merged, handlers end up where the cluster is", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), steps, fc.integer({ min: 1, max: 6 }), async (s, taken, maxPending) => {
      const observations = livesOf(taken);
      const store = openMemoryStore();
      const told: KwatchmanEvent[] = [];
      const lanes = await openHastyLanes([slowHandler(s, told)], store, maxPending);
      await s.waitFor(observeAll(s, lanes, observations).then(() => lanes.listed(scope)));

      const events = told.map(({ data }) => data);
      expect(events.reduce((sum, { merged }) => sum + merged, 0)).toBe(observations.length);
      expect(lanes.stats()).toMatchObject({
        observed: observations.length,
        handled: observations.length,
        merged: observations.length - events.length,
      });
      for (const name of names) {
        const observed = observations.filter((observation) => observation.name === name);
        checkLife(
          observed,
          events.filter((data) => data.name === name),
        );
        const last = observed.at(-1);
        expect(store.getBaseline(scope, "shop", name)?.resourceVersion).toBe(
          last?.state === "present" ? last.resourceVersion : undefined,
        );
      }
    }),
    { numRuns: 300 },
  );
});

/** One object's events are what they are by the rules, each from where the last one ended, for the changes that come next. */
function checkLife(observed: readonly Observation[], events: readonly EventData[]): void {
  let before: EventData["object"] | null = null;
  let from = 0;
  for (const data of events) {
    const covered = observed.slice(from, from + data.merged);
    const last = covered.at(-1);
    expect(covered.slice(0, -1).filter(({ state }) => state === "gone")).toEqual([]);
    expect(new Set(covered.map(({ uid }) => uid))).toEqual(new Set([data.uid]));
    expect(data.oldObject).toEqual(before);
    expect(data.action).toBe(last?.state === "gone" ? "delete" : before === null ? "add" : "update");
    expect(data.missed).toBe(covered.some(({ missed }) => missed));
    expect(data.object).toEqual(covered.findLast(({ object }) => object !== null)?.object ?? before);
    before = data.action === "delete" ? null : data.object;
    from += data.merged;
  }
}
