import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { KwatchmanEvent } from "../../sdk/index.ts";
import { openMemoryStore } from "../store/memory.ts";
import type { Store } from "../store/store.ts";
import { systemClock } from "../time/clock.ts";
import { hastyClock } from "../time/fixtures/hasty-clock.ts";
import { createChain } from "./chain.ts";
import { createDelivery, type Deliver } from "./delivery.ts";
import { handlerOf } from "./fixtures/handlers.ts";
import { keepingLog, silentLog } from "./fixtures/logs.ts";
import { gone, present, scope } from "./fixtures/observations.ts";
import { createLanes, type Lanes } from "./lanes.ts";
import type { Observation } from "./observation.ts";

const patience = { timeout: 15_000 };

/** Deliveries that end when they are told to. */
function gatedDelivery(): { deliver: Deliver; begun: string[]; end: (name: string) => void } {
  const gates = new Map<string, () => void>();
  const begun: string[] = [];
  return {
    begun,
    end: (name) => gates.get(name)?.(),
    deliver: async ({ observation: { name, resourceVersion } }, { signal }) => {
      begun.push(`${name}@${resourceVersion}`);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      gates.set(name, resolve);
      signal.addEventListener("abort", () => reject(new Error("aborted", { cause: signal.reason })));
      await promise;
    },
  };
}

function lanesOf(deliver: Deliver, maxPending = 100, store: Store = openMemoryStore()): Lanes {
  return createLanes({ maxPending, deliver, store, log: silentLog, clock: systemClock });
}

test("what was observed and what was handled is counted, and what stayed undone is not among the latter", async () => {
  const { deliver, end } = gatedDelivery();
  const lanes = lanesOf(deliver);
  for (const observation of [present(1), present(2), present(1, { name: "db" })]) void lanes.observe(observation);
  end("web");
  await vi.waitFor(() => expect(lanes.stats()).toMatchObject({ observed: 3, handled: 1, merged: 0 }), patience);
  await lanes.drain(0);
  expect(lanes.stats()).toMatchObject({ observed: 3, handled: 1 });
});

describe("order", () => {
  test("one object's changes wait for each other, other objects' do not", async () => {
    const { deliver, begun, end } = gatedDelivery();
    const lanes = lanesOf(deliver);
    for (const observation of [present(1), present(2), present(1, { name: "db" })]) void lanes.observe(observation);
    expect(begun).toEqual(["web@1", "db@1"]);
    expect(lanes.stats()).toMatchObject({ waiting: 1, running: 2, paused: false });
    end("web");
    await vi.waitFor(() => expect(begun).toEqual(["web@1", "db@1", "web@2"]), patience);
  });

  test("two resource entries that select one object share its lane", () => {
    const { deliver, begun } = gatedDelivery();
    const lanes = lanesOf(deliver);
    void lanes.observe(present(1));
    void lanes.observe(present(1, { scope: { ...scope, entry: "deployment,app=web" } }));
    expect(begun).toHaveLength(1);
  });

  test("a recreated object's delete comes before its add", async () => {
    const { deliver, begun, end } = gatedDelivery();
    const lanes = lanesOf(deliver);
    void lanes.observe(gone(5));
    void lanes.observe(present(7, { uid: "u2" }));
    expect(begun).toEqual(["web@5"]);
    end("web");
    await vi.waitFor(() => expect(begun).toEqual(["web@5", "web@7"]), patience);
  });

  test("a defect of the host is logged, and the object's next change is handled", async () => {
    const log = keepingLog();
    const delivered: string[] = [];
    const deliver: Deliver = async ({ observation }) => {
      if (observation.resourceVersion === "1") throw new Error("defect");
      delivered.push(observation.resourceVersion);
    };
    const lanes = createLanes({ maxPending: 9, deliver, store: openMemoryStore(), log, clock: systemClock });
    void lanes.observe(present(1));
    void lanes.observe(present(2));
    await vi.waitFor(() => expect(delivered).toEqual(["2"]), patience);
    expect(log.lines).toMatchObject([
      { level: "error", message: "delivery failed", fields: { name: "web", error: new Error("defect") } },
    ]);
  });
});

describe("maxPending", () => {
  test("below it nothing merges", () => {
    const lanes = lanesOf(gatedDelivery().deliver, 100);
    for (const version of [1, 2, 3, 4]) void lanes.observe(present(version));
    expect(lanes.stats()).toMatchObject({ waiting: 3, running: 1 });
  });

  test("past it an object's changes merge, though not with the one under way, and reading goes on", async () => {
    const { deliver, begun, end } = gatedDelivery();
    const lanes = lanesOf(deliver, 3);
    for (const version of [1, 2, 3, 4, 5]) expect(lanes.observe(present(version))).toBeUndefined();
    expect(lanes.stats()).toMatchObject({ waiting: 1, running: 1, paused: false });
    end("web");
    await vi.waitFor(() => expect(begun).toEqual(["web@1", "web@5"]), patience);
    end("web");
    await vi.waitFor(() => expect(lanes.stats()).toMatchObject({ observed: 5, handled: 5, merged: 3 }), patience);
  });

  test("another object's changes make room for what cannot be merged", () => {
    const lanes = lanesOf(gatedDelivery().deliver, 5);
    for (const version of [1, 2, 3, 4]) void lanes.observe(present(version));
    expect(lanes.observe(present(1, { name: "db" }))).toBeUndefined();
    expect(lanes.stats()).toMatchObject({ waiting: 1, running: 2, paused: false });
  });

  test("changes that were merged are counted as what they stand for when a stop leaves them", async () => {
    const lanes = lanesOf(gatedDelivery().deliver, 3);
    for (const version of [1, 2, 3, 4]) void lanes.observe(present(version));
    expect(await lanes.drain(20)).toEqual({ notBegun: 3, abandoned: 1 });
  });

  test("a list that was merged with what came later is recorded with it", async () => {
    const store = openMemoryStore();
    const { deliver, begun, end } = gatedDelivery();
    const lanes = lanesOf(deliver, 3, store);
    void lanes.observe(present(1));
    void lanes.observe(present(2));
    const listed = lanes.listed(scope);
    void lanes.observe(present(3));
    end("web");
    await vi.waitFor(() => expect(begun).toEqual(["web@1", "web@3"]), patience);
    expect(store.isListed(scope)).toBe(false);
    end("web");
    await listed;
    expect(store.isListed(scope)).toBe(true);
  });

  test("when nothing can merge reading pauses, and goes on when there is room", async () => {
    const { deliver, end } = gatedDelivery();
    const lanes = lanesOf(deliver, 2);
    expect(lanes.observe(present(1))).toBeUndefined();
    const room = lanes.observe(present(2));
    expect(room).toBeInstanceOf(Promise);
    expect(lanes.stats()).toMatchObject({ paused: true });
    end("web");
    await room;
    expect(lanes.stats()).toMatchObject({ paused: false });
    expect(lanes.observe(present(1, { name: "db" }))).toBeInstanceOf(Promise);
  });
});

describe("a scope that was listed", () => {
  test("is recorded when all that was handed on before has been handled, however long what came later takes", async () => {
    const store = openMemoryStore();
    const { deliver, end } = gatedDelivery();
    const lanes = lanesOf(deliver, 100, store);
    void lanes.observe(present(1, { name: "a" }));
    void lanes.observe(present(1, { name: "b" }));
    const listed = lanes.listed(scope);
    void lanes.observe(present(1, { name: "c" }));
    end("a");
    await vi.waitFor(() => expect(lanes.stats().running).toBe(2), patience);
    expect(store.isListed(scope)).toBe(false);
    end("b");
    await listed;
    expect(store.isListed(scope)).toBe(true);
  });

  test("is recorded whenever it is asked for, also in the very moment in which a change has been handled", async () => {
    const store = openMemoryStore();
    const lanes = lanesOf(async () => {}, 100, store);
    for (let moments = 0; moments < 20; moments += 1) {
      const list = { ...scope, entry: `list ${moments}` };
      void lanes.observe(present(1, { scope: list }));
      for (let moment = 0; moment < moments; moment += 1) await Promise.resolve();
      await lanes.listed(list);
      expect(store.isListed(list)).toBe(true);
    }
  });

  test("is recorded at once when it is empty, whatever other scopes wait for", async () => {
    const store = openMemoryStore();
    const lanes = lanesOf(gatedDelivery().deliver, 100, store);
    const empty = { ...scope, namespace: "shop" };
    void lanes.observe(present(1));
    await lanes.listed(empty);
    expect([store.isListed(empty), store.isListed(scope)]).toEqual([true, false]);
  });

  test("is not recorded when draining left part of it undone", async () => {
    const store = openMemoryStore();
    const { deliver, end } = gatedDelivery();
    const lanes = lanesOf(deliver, 100, store);
    void lanes.observe(present(1));
    void lanes.observe(present(2));
    const listed = lanes.listed(scope);
    const drained = lanes.drain(60_000);
    end("web");
    await expect(listed).rejects.toMatchObject({ name: "AbortError" });
    expect(await drained).toEqual({ notBegun: 1, abandoned: 0 });
    expect(store.isListed(scope)).toBe(false);
  });
});

describe("drain", () => {
  test("lets what runs end, and begins nothing new", async () => {
    const { deliver, begun, end } = gatedDelivery();
    const lanes = lanesOf(deliver);
    void lanes.observe(present(1));
    void lanes.observe(present(2));
    const drained = lanes.drain(60_000);
    void lanes.observe(present(1, { name: "db" }));
    end("web");
    expect(await drained).toEqual({ notBegun: 2, abandoned: 0 });
    expect(begun).toEqual(["web@1"]);
    expect(lanes.stats()).toMatchObject({ waiting: 0, running: 0, paused: false });
  });

  test("waits for no turn and no next try: what is in a pause is left at once", async () => {
    const calling = Promise.withResolvers<void>();
    const deliver: Deliver = async ({ observation: { name } }, passage) => {
      if (name === "calls") await calling.promise;
      await passage.wait(systemClock.sleep(3_600_000, passage.signal));
    };
    const lanes = lanesOf(deliver);
    void lanes.observe(present(1, { name: "waits" }));
    void lanes.observe(present(1, { name: "calls" }));
    const drained = lanes.drain(3_600_000);
    await vi.waitFor(() => expect(lanes.stats().running).toBe(1), patience);
    calling.resolve();
    expect(await drained).toEqual({ notBegun: 0, abandoned: 2 });
  });

  test("abandons what still runs when the time is over", async () => {
    const lanes = lanesOf(gatedDelivery().deliver);
    void lanes.observe(present(1));
    void lanes.observe(present(1, { name: "db" }));
    expect(await lanes.drain(20)).toEqual({ notBegun: 0, abandoned: 2 });
  });

  test("is over at once when nothing runs", async () => {
    expect(await lanesOf(gatedDelivery().deliver).drain(60_000)).toEqual({ notBegun: 0, abandoned: 0 });
  });

  test("lets a paused reader go", async () => {
    const lanes = lanesOf(gatedDelivery().deliver, 1);
    const room = lanes.observe(present(1));
    await lanes.drain(20);
    await expect(room).resolves.toBeUndefined();
  });
});

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
      const handler = handlerOf(
        "slow",
        async ({ event: { event }, attempt }) => {
          expect(inFlight).not.toContain(event.subject);
          inFlight.add(event.subject);
          await s.schedule(Promise.resolve());
          inFlight.delete(event.subject);
          if (attempt === 1 && event.data.resourceVersion.endsWith("3")) throw new Error("once in a while");
          handled.push(event);
        },
        { concurrency: 2 },
      );
      const store = openMemoryStore();
      const lanes = await openLanes([handler], store);
      const observations = observationsOf(steps);
      for (const observation of observations) void lanes.observe(observation);
      await s.waitFor(lanes.listed(scope));

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

function openLanes(handlers: Parameters<typeof createChain>[0], store: Store): Promise<Lanes> {
  const clock = hastyClock();
  const options = { store, log: silentLog, clock };
  return createChain(handlers, { ...options, signal: new AbortController().signal }).then((chain) =>
    createLanes({
      ...options,
      maxPending: 1000,
      deliver: createDelivery({
        ...options,
        clusterName: "prod",
        chain: () => chain,
        retry: () => ({ attempts: 3, backoffMs: 1, maxBackoffMs: 1 }),
        deadLetters: { add: () => {} },
        random: () => 0.5,
      }),
    }),
  );
}

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
