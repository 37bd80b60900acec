import * as fc from "fast-check";
import { expect, test } from "vitest";
import { PermanentError } from "../../../../sdk/index.ts";
import type { OnBreak } from "../../../config/config.ts";
import { openMemoryStore } from "../../../store/memory.ts";
import { standingClock } from "../../../time/fixtures/standing-clock.ts";
import { handlerOf } from "../../fixtures/handlers.ts";
import { present, scope } from "../../fixtures/observations.ts";
import { openStage, type Stage, stop } from "../../fixtures/stage.ts";

const names = ["a", "b", "c", "d", "e"];

/** What happens next. */
type Turn =
  | { readonly what: "change"; readonly name: string }
  | { readonly what: "time passes"; readonly seconds: number }
  | { readonly what: "the handler is"; readonly state: "up" | "down" | "down for some" | "refusing" }
  | { readonly what: "a restart" };

const turns = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ what: fc.constant("change" as const), name: fc.constantFrom(...names) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        what: fc.constant("time passes" as const),
        seconds: fc.constantFrom(1, 4, 4, 8, 20, 70, 400, 700),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        what: fc.constant("the handler is" as const),
        state: fc.constantFrom("up" as const, "down" as const, "down" as const, "down for some", "refusing" as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ what: fc.constant("a restart" as const) }) },
  ),
  { minLength: 10, maxLength: 60, size: "max" },
);

interface World {
  readonly handled: readonly string[];
  readonly deadLetters: readonly string[];
  readonly stage: Stage;
  readonly openings: number;
  readonly versions: ReadonlyMap<string, number>;
}

/** Lives through the turns, then lets the handler work again for as long as anybody may wait. */
async function live(taken: readonly Turn[], onBreak: OnBreak, maxPending: number): Promise<World> {
  const clock = standingClock();
  const store = openMemoryStore();
  const versions = new Map<string, number>();
  const handled: string[] = [];
  const deadLetters: string[] = [];
  let state: Extract<Turn, { what: "the handler is" }>["state"] = "up";
  const start = async (): Promise<Stage> => {
    const slack = handlerOf(
      "slack",
      async ({ event: { event }, signal }) => {
        await clock.sleep(500, signal);
        if (state === "refusing") throw new PermanentError("no such channel");
        if (state === "down" || (state === "down for some" && event.data.name < "c")) throw new Error("no route");
        handled.push(event.id);
      },
      { onBreak, concurrency: 2 },
    );
    const opened = await openStage([slack], { clock, store, maxPending });
    opened.chain.hooks.deadLetter.tap("test", ({ event }) => void deadLetters.push(event.id));
    return opened;
  };
  let stage = await start();
  let openings = 0;
  const tell = (name: string, missed: boolean): Promise<boolean> =>
    stage.observe(present(versions.get(name) ?? 0, { name, uid: name, missed }));
  const take = async (turn: Turn): Promise<void> => {
    switch (turn.what) {
      case "change":
        versions.set(turn.name, (versions.get(turn.name) ?? 0) + 1);
        await tell(turn.name, false);
        break;
      case "time passes":
        await clock.pass(turn.seconds * 1000);
        break;
      case "the handler is":
        ({ state } = turn);
        break;
      case "a restart":
        await stop(stage);
        openings += stage.said("breaker opened").length;
        stage = await start();
        for (const name of versions.keys()) await tell(name, true);
    }
  };
  for (const turn of taken) await take(turn);
  await take({ what: "the handler is", state: "up" });
  await take({ what: "time passes", seconds: 11 * 60 });
  openings += stage.said("breaker opened").length;
  return { handled, deadLetters, stage, openings, versions };
}

test.each(["wait", "skip"] as const)(
  "whatever happens to a handler, with onBreak = %j no event is lost, handled twice, or handled and a dead letter",
  async (onBreak) => {
    let openings = 0;
    await fc.assert(
      fc.asyncProperty(turns, fc.integer({ min: 2, max: 12 }), async (taken, maxPending) => {
        const world = await live(taken, onBreak, maxPending);
        const { handled, deadLetters, stage, versions } = world;
        openings += world.openings;
        const ends = [...handled, ...deadLetters];
        expect(new Set(ends).size).toBe(ends.length);
        const { observed, handled: settled, waiting, running, merged } = stage.lanes.stats();
        expect({ settled, waiting, running }).toEqual({ settled: observed, waiting: 0, running: 0 });
        for (const [name, version] of versions) {
          expect(stage.store.getBaseline(scope, "shop", name)?.resourceVersion).toBe(String(version));
        }
        const restarts = taken.filter(({ what }) => what === "a restart").length;
        const changes = taken.filter(({ what }) => what === "change").length;
        // What a restart found again, or went on without the handler, has no end of its own.
        expect(ends.length === changes - merged || restarts > 0 || onBreak === "skip").toBe(true);
        expect(stage.chain.breakers.map((breaker) => breaker.status().waiting)).toEqual([0]);
      }),
      { numRuns: 100 },
    );
    expect(openings).toBeGreaterThan(20);
  },
);
