import { describe, expect, test, vi } from "vitest";
import { openMemoryStore } from "../store/memory.ts";
import { systemClock } from "../time/clock.ts";
import type { Deliver } from "./delivery.ts";
import { gatedDelivery, lanesOf } from "./fixtures/gated-lanes.ts";
import { keepingLog, silentLog } from "./fixtures/logs.ts";
import { gone, present, scope } from "./fixtures/observations.ts";
import { createLanes } from "./lanes.ts";
import type { Passage } from "./passage.ts";

const patience = { timeout: 15_000 };

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

  test("what is given up for one reader's change lets another reader go on as it leaves", async () => {
    const { deliver, end } = gatedDelivery();
    const underWay: Passage[] = [];
    let isBroken = false;
    const lanes = createLanes({
      maxPending: 2,
      giveUpOldest: () => (isBroken ? underWay.shift() : undefined),
      deliver: (change, passage) => {
        underWay.push(passage);
        return deliver(change, passage);
      },
      store: openMemoryStore(),
      log: silentLog,
      clock: systemClock,
    });
    expect(lanes.observe(present(1, { name: "a" }))).toBeUndefined();
    const room = lanes.observe(present(1, { name: "b" }));
    expect(room).toBeInstanceOf(Promise);
    isBroken = true;
    expect(lanes.observe(present(1, { name: "c" }))).toBeUndefined();
    expect(lanes.stats()).toMatchObject({ running: 3, paused: true });
    end("a");
    await room;
    expect(lanes.stats()).toMatchObject({ paused: false });
  });
});
