import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { KwatchmanEvent } from "../../../sdk/index.ts";
import { openMemoryStore } from "../../store/memory.ts";
import { handlerOf } from "../fixtures/handlers.ts";
import { openHastyLanes } from "../fixtures/hasty-lanes.ts";
import { gone, present, scope } from "../fixtures/observations.ts";
import type { Observation } from "../observation.ts";

test("under any interleaving, handlers see each object's changes in order, one at a time, each from where the last one ended", async () => {
  const step = fc.record({
    name: fc.constantFrom("a", "b", "c"),
    end: fc.boolean(),
    recreate: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(step, { maxLength: 25 }), async (s, steps) => {
      const handled: KwatchmanEvent[] = [];
      const inFlight = new Set<string>();
      const overlapping: string[] = [];
      const handler = handlerOf(
        "slow",
        async ({ event: { event }, attempt }) => {
          if (inFlight.has(event.subject)) overlapping.push(event.subject);
          inFlight.add(event.subject);
          await s.schedule(Promise.resolve());
          inFlight.delete(event.subject);
          if (attempt === 1 && event.data.resourceVersion.endsWith("3")) throw new Error("once in a while");
          handled.push(event);
        },
        { concurrency: 2 },
      );
      const store = openMemoryStore();
      const lanes = await openHastyLanes([handler], store, 1000);
      const observations = observationsOf(steps);
      for (const observation of observations) void lanes.observe(observation);
      await s.waitFor(lanes.listed(scope));

      expect(overlapping).toEqual([]);
      for (const name of ["a", "b", "c"]) {
        const events = handled.filter(({ data }) => data.name === name).map(({ data }) => data);
        const observed = observations.filter((observation) => observation.name === name);
        let last: KwatchmanEvent["data"] | undefined;
        for (const data of events) {
          const before = last === undefined || last.action === "delete" ? null : last.object;
          expect(data.oldObject).toEqual(before);
          last = data;
        }
        expect(
          events.filter(({ action }) => action !== "delete").map(({ resourceVersion }) => resourceVersion),
        ).toEqual(observed.filter(({ state }) => state === "present").map(({ resourceVersion }) => resourceVersion));
        const final = observed.at(-1);
        expect(store.getBaseline(scope, "shop", name)?.resourceVersion).toBe(
          final?.state === "present" ? final.resourceVersion : undefined,
        );
      }
    }),
    { numRuns: 60 },
  );
});

/** What a watch tells of objects that come, change, end and come again under another uid. */
function observationsOf(
  steps: readonly { readonly name: string; readonly end: boolean; readonly recreate: boolean }[],
): readonly Observation[] {
  const lives = new Map<string, { uid: string; alive: boolean }>();
  return steps.flatMap(({ name, end, recreate }, index) => {
    const life = lives.get(name) ?? { uid: `${name}-0`, alive: false };
    lives.set(name, life);
    const version = 100 + index * 2;
    if (end && life.alive) {
      life.alive = false;
      return [gone(version, { name, uid: life.uid })];
    }
    if (!life.alive || recreate) life.uid = `${name}-${index}`;
    life.alive = true;
    return [present(version + 1, { name, uid: life.uid })];
  });
}
