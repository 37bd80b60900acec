import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { PermanentError } from "../../../sdk/index.ts";
import type { Call, Handler } from "../../runtimes/handler.ts";
import { InterruptedCall } from "../../runtimes/interrupted-call.ts";
import { storeFile } from "../../store/fixtures/stores.ts";
import { createChain } from "../chain.ts";
import { handlerOf } from "../fixtures/handlers.ts";
import { silentLog } from "../fixtures/logs.ts";
import { present, scope } from "../fixtures/observations.ts";
import { openStage, type Stage, type StageOptions } from "../fixtures/stage.ts";
import type { Observation } from "../observation.ts";
import { Passage } from "../passage.ts";
import type { BreakerStatus } from "./breaker/breaker-status.ts";

const seconds = (count: number): number => count * 1000;
const minutes = (count: number): number => count * 60_000;

/** What the handler "slack" does when it is called for an object; changed as a test goes on. */
let slack: (name: string, call: Call) => unknown;
/** The objects it was called for, in order. */
let called: string[];

function down(): never {
  throw new Error("no route to slack");
}

function slackHandler(differing: Parameters<typeof handlerOf>[2] = {}): Handler {
  return handlerOf(
    "slack",
    (call) => {
      const { name } = call.event.event.data;
      called.push(name);
      return slack(name, call);
    },
    differing,
  );
}

beforeEach(() => {
  called = [];
  slack = () => undefined;
});

/** A stage whose handler "slack" is down, and its breaker open: `a` and `b` wait. */
async function brokenStage(
  handlers: readonly Handler[] = [slackHandler()],
  options: StageOptions = {},
): Promise<Stage> {
  slack = down;
  const stage = await openStage(handlers, options);
  await stage.observe(object("a"), object("b"));
  await stage.clock.pass(seconds(3));
  expect(stage.said("breaker opened")).toHaveLength(1);
  called = [];
  return stage;
}

function breakerOf({ chain }: Stage): BreakerStatus | undefined {
  return chain.breakers.find(({ spec }) => spec.name === "slack")?.status();
}

/** One version of an object of this name. */
function object(name: string, version = 1): Observation {
  return present(version, { name, uid: name });
}

/** What is under way is abandoned. */
async function stop({ lanes, clock }: Stage): Promise<void> {
  const drained = lanes.drain(0);
  await clock.pass(0);
  await drained;
}

/** The objects whose event was handled, in name order. */
function handled({ store }: Stage, names: readonly string[]): string[] {
  return names.filter((name) => store.getBaseline(scope, "shop", name) !== undefined);
}

describe("a breaker opens", () => {
  test("when five calls in a row have failed within no less than 2 s, for two events, and says so", async () => {
    slack = down;
    const stage = await openStage([slackHandler()]);
    await stage.observe(object("a"), object("b"));
    await stage.clock.pass(seconds(2));
    expect(called).toEqual(["a", "b", "a", "b"]);
    expect(breakerOf(stage)).toMatchObject({ state: "closed", failures: 4 });
    await stage.clock.pass(seconds(1));
    expect(stage.said("breaker opened")).toMatchObject([
      {
        handler: "slack",
        failures: 5,
        since: "2026-11-22T07:00:00.000Z",
        error: { message: "no route to slack" },
        onBreak: "wait",
        trialInMs: 5000,
      },
    ]);
    expect(breakerOf(stage)).toMatchObject({ state: "open", openings: 1, lastError: "no route to slack" });
  });

  test("not for one event that fails again and again", async () => {
    slack = (name, { attempt }) => (name === "a" && attempt < 4 ? down() : { error: { message: "busy" } });
    const stage = await openStage([slackHandler()]);
    await stage.observe(object("a"));
    await stage.clock.pass(minutes(1));
    expect(stage.said("dead letter")).toHaveLength(1);
    expect(breakerOf(stage)).toMatchObject({ state: "closed", failures: 4 });
  });

  test("not in the first two seconds, which retries get over", async () => {
    slack = down;
    const stage = await openStage([slackHandler()]);
    const names = Array.from({ length: 10 }, (_, index) => `a${index}`);
    await stage.observe(...names.map((name) => object(name)));
    slack = () => undefined;
    await stage.clock.pass(seconds(1));
    expect(called).toHaveLength(20);
    expect(breakerOf(stage)).toMatchObject({ state: "closed", failures: 0, openings: 0, since: undefined });
  });

  test("not while calls succeed in between", async () => {
    slack = (name) => (name.startsWith("bad") ? down() : undefined);
    const stage = await openStage([slackHandler()]);
    const bad = Array.from({ length: 4 }, (_, index) => object(`bad${index}`));
    await stage.observe(...bad);
    for (const second of [1, 2, 3, 4, 5, 6, 7, 8]) {
      await stage.observe(object("good", second));
      await stage.clock.pass(seconds(1));
    }
    expect(stage.said("dead letter")).toHaveLength(4);
    expect(breakerOf(stage)).toMatchObject({ openings: 0 });
  });

  test("not for failures that are more than ten minutes apart", async () => {
    slack = down;
    const stage = await openStage([slackHandler()]);
    await stage.observe(object("a"));
    await stage.clock.pass(minutes(11));
    await stage.observe(object("b"));
    expect(breakerOf(stage)).toMatchObject({ state: "closed", failures: 1 });
  });

  test.each([
    { what: "permanent errors", error: new PermanentError("no such channel") },
    { what: "calls that others brought down", error: new InterruptedCall("the sandbox is gone") },
    {
      what: "a handler that says when to come back",
      error: Object.assign(new Error("slow down"), { code: "429", retryAfterMs: 1000 }),
    },
  ])("not for $what", async ({ error }) => {
    slack = () => {
      throw error;
    };
    const stage = await openStage([slackHandler()]);
    await stage.observe(...["a", "b", "c", "d", "e", "f"].map((name) => object(name)));
    await stage.clock.pass(minutes(1));
    expect(called.length).toBeGreaterThan(5);
    expect(breakerOf(stage)).toMatchObject({ state: "closed", failures: 0 });
    await stop(stage);
  });
});

describe("while it is open", () => {
  test("no call is made, and waiting costs no attempt: an outage of nine minutes is got over", async () => {
    const stage = await brokenStage();
    const names = ["a", "b", "c", "d", "e"];
    await stage.observe(...["c", "d", "e"].map((name) => object(name)));
    expect(called).toEqual([]);
    expect(breakerOf(stage)).toMatchObject({ state: "open", waiting: 4 });
    await stage.clock.pass(minutes(9));
    expect(breakerOf(stage)?.failures).toBeGreaterThan(10);
    slack = () => undefined;
    called = [];
    await stage.clock.pass(minutes(1));
    expect(called.toSorted()).toEqual(names);
    expect(handled(stage, names)).toEqual(names);
    expect(stage.said("dead letter")).toEqual([]);
    expect(breakerOf(stage)).toMatchObject({ state: "closed", failures: 0, waiting: 0, openings: 1 });
  });

  test("an event waits for ten minutes, from when it began to, and is a dead letter then", async () => {
    const stage = await brokenStage();
    await stage.clock.pass(minutes(5));
    await stage.observe(object("late"));
    await stage.clock.pass(minutes(5));
    expect(stage.said("dead letter")).toMatchObject(
      ["a", "b"].map((name) => ({ handler: "slack", subject: `shop/${name}`, error: { code: "KW_BREAKER_OPEN" } })),
    );
    expect(String(stage.said("dead letter")[0]?.["error"])).toMatch(
      /^HandlerFailure: Expected handler `slack` to work again within 10 minutes; \d+ calls have failed since 2026-11-22T07:00:00.000Z, the last with: no route to slack$/,
    );
    expect(breakerOf(stage)).toMatchObject({ waiting: 1 });
    await stage.clock.pass(minutes(5));
    expect(stage.said("dead letter")).toHaveLength(3);
    expect(handled(stage, ["a", "b", "late"])).toHaveLength(3);
  });

  test("what earlier handlers did is kept: patches and results, and none of them is called again", async () => {
    const earlier: string[] = [];
    const seen: unknown[] = [];
    const note = handlerOf("note", ({ event }) => {
      earlier.push(event.event.data.name);
      return { patch: [{ op: "add", path: "/note", value: "kept" }] };
    });
    const stage = await brokenStage([note, slackHandler()]);
    earlier.length = 0;
    await stage.observe(object("c"));
    slack = (name, { event }) => void (name === "c" && seen.push(event.event.data["note"]));
    await stage.clock.pass(seconds(30));
    expect(earlier.filter((name) => name === "c")).toHaveLength(1);
    expect(seen).toEqual(["kept"]);
  });

  test("whatever the handler is not for goes on, also if it has but one call in flight", async () => {
    const others: string[] = [];
    const when = { kinds: undefined, namespaces: undefined, actions: ["add" as const], labels: undefined };
    const last = handlerOf("last", ({ event }) => void others.push(event.event.data.resourceVersion));
    const stage = await brokenStage([slackHandler({ when, concurrency: 1 }), last]);
    stage.store.putBaseline(scope, "shop", "c", { uid: "c", resourceVersion: "1", json: "{}" });
    await stage.observe(object("c", 2));
    expect(others).toEqual(["2"]);
  });

  test("those who waited for a place wait for the breaker instead", async () => {
    const stage = await openStage([slackHandler({ concurrency: 1 })]);
    slack = async () => {
      await stage.clock.sleep(800, new AbortController().signal);
      down();
    };
    await stage.observe(...["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => object(name)));
    await stage.clock.pass(seconds(4));
    expect(stage.said("breaker opened")).toHaveLength(1);
    await stage.clock.pass(seconds(4));
    expect(called).toHaveLength(5);
    expect(breakerOf(stage)).toMatchObject({ waiting: 8 });
    await stop(stage);
  });

  test("those who waited for the rate wait for the breaker instead, and spend none of it", async () => {
    slack = down;
    const stage = await openStage([slackHandler({ rate: { calls: 1, perMs: 1000 }, concurrency: 1 })]);
    await stage.observe(...Array.from({ length: 100 }, (_, index) => object(`a${index}`)));
    await stage.clock.pass(seconds(5));
    expect(stage.said("breaker opened")).toHaveLength(1);
    slack = () => undefined;
    await stage.clock.pass(seconds(7));
    expect(stage.said("breaker closed")).toHaveLength(1);
    await stop(stage);
  });

  test("a stop gives up who waits at once, and leaves it for the next start", async () => {
    const stage = await brokenStage();
    expect(await stage.lanes.drain(minutes(60))).toEqual({ notBegun: 0, abandoned: 2 });
    expect(handled(stage, ["a", "b"])).toEqual([]);
    expect(stage.said("dead letter")).toEqual([]);
    await stage.clock.pass(minutes(20));
    expect(called).toEqual([]);
  });

  test('with `onBreak = "skip"` events go on without the handler, and are counted', async () => {
    const others: string[] = [];
    const last = handlerOf("last", ({ event }) => void others.push(event.event.data.name));
    const stage = await brokenStage([slackHandler({ onBreak: "skip", once: true }), last]);
    await stage.clock.pass(seconds(4));
    await stage.observe(object("c"));
    expect(others.toSorted()).toEqual(["a", "b", "c"]);
    expect(called).toEqual([]);
    expect(breakerOf(stage)).toMatchObject({ state: "open", waiting: 0, skipped: 3 });
    slack = () => undefined;
    await stage.clock.pass(seconds(5));
    expect(breakerOf(stage)).toMatchObject({ state: "half-open" });
    await stage.observe(object("d"), object("e"));
    expect(called).toEqual(["d"]);
    expect(breakerOf(stage)).toMatchObject({ state: "closed", skipped: 4 });
  });
});

describe("a trial", () => {
  test("is one call: its failure opens the breaker again, for twice as long, up to a minute", async () => {
    const stage = await brokenStage();
    await stage.clock.pass(minutes(5));
    expect(stage.said("breaker half-open, one event on trial")[0]).toMatchObject({
      handler: "slack",
      subject: "shop/b",
    });
    expect(stage.said("breaker opened again").map((line) => line["trialInMs"])).toEqual([
      10_000, 20_000, 40_000, 60_000, 60_000, 60_000, 60_000,
    ]);
    expect(called).toHaveLength(7);
  });

  test("comes no sooner than the handler said", async () => {
    const stage = await brokenStage();
    slack = () => {
      throw Object.assign(new Error("maintenance"), { code: "503", retryAfterMs: minutes(3) });
    };
    await stage.clock.pass(minutes(3));
    expect(stage.said("breaker opened again").map((line) => line["trialInMs"])).toEqual([minutes(3)]);
    expect(called).toHaveLength(1);
    await stage.clock.pass(seconds(10));
    expect(called).toHaveLength(2);
    await stop(stage);
  });

  test("that succeeds closes it, and lets all others in", async () => {
    const stage = await brokenStage();
    await stage.observe(object("c"));
    const gate = Promise.withResolvers<void>();
    slack = () => gate.promise;
    await stage.clock.pass(seconds(10));
    expect(called).toHaveLength(1);
    expect(breakerOf(stage)).toMatchObject({ state: "half-open", waiting: 2 });
    gate.resolve();
    await stage.clock.pass(0);
    expect(called.toSorted()).toEqual(["a", "b", "c"]);
    expect(stage.said("breaker closed")).toMatchObject([{ handler: "slack", failures: 5, waiting: 2 }]);
  });

  test("is for an event that has not failed yet, so that one which nobody can handle holds up no other", async () => {
    const stage = await brokenStage();
    slack = (name) => (name === "fine" ? undefined : down());
    await stage.observe(object("fine"));
    await stage.clock.pass(seconds(6));
    expect(called[0]).toBe("fine");
    expect(breakerOf(stage)).toMatchObject({ openings: 1 });
    expect(handled(stage, ["fine"])).toEqual(["fine"]);
  });

  test("that others brought down decides nothing, and another one comes in a moment", async () => {
    const stage = await brokenStage();
    await stage.observe(object("c"), object("d"));
    slack = () => {
      throw new InterruptedCall("the sandbox is gone");
    };
    await stage.clock.pass(seconds(5));
    expect(called).toEqual(["c"]);
    expect(breakerOf(stage)).toMatchObject({ state: "half-open" });
    await stage.clock.pass(seconds(1));
    expect(called.slice(0, 2)).toEqual(["c", "d"]);
    slack = () => undefined;
    await stage.clock.pass(seconds(10));
    expect(handled(stage, ["a", "b", "c", "d"])).toHaveLength(4);
  });

  test("that is abandoned decides nothing, and the next event is on trial", async () => {
    const unchanged = slackHandler();
    const stage = await brokenStage([unchanged]);
    slack = () => new Promise(() => {});
    await stage.clock.pass(seconds(6));
    expect(called).toEqual(["b"]);
    await stop(stage);
    slack = () => undefined;
    const next = await openStage([unchanged], { clock: stage.clock });
    await next.observe(object("c"));
    expect(breakerOf(next)).toMatchObject({ state: "closed" });
  });

  test("of a handler that is switched off lets everything pass it", async () => {
    let reason: string | undefined;
    const stage = await brokenStage([{ ...slackHandler(), switchedOff: () => reason }]);
    await stage.observe(object("c"));
    reason = "gone";
    await stage.clock.pass(seconds(10));
    expect(called).toEqual([]);
    expect(handled(stage, ["a", "b", "c"])).toHaveLength(3);
    expect(breakerOf(stage)).toMatchObject({ waiting: 0 });
  });

  test("that ends with an error about its event is followed by the next one", async () => {
    const stage = await brokenStage();
    const gate = Promise.withResolvers<void>();
    await stage.observe(object("wrong"));
    slack = (name) => {
      if (name === "wrong") throw new PermanentError("too long");
      return gate.promise;
    };
    await stage.clock.pass(seconds(6));
    expect(called).toEqual(["wrong", "b"]);
    expect(breakerOf(stage)).toMatchObject({ state: "half-open" });
    gate.resolve();
    await stage.clock.pass(0);
    expect(breakerOf(stage)).toMatchObject({ state: "closed" });
  });
});

test("however many wait, all of them go on when it closes", async () => {
  const stage = await brokenStage();
  const names = Array.from({ length: 5000 }, (_, index) => `a${index}`);
  await stage.observe(...names.map((name) => object(name)));
  expect(breakerOf(stage)).toMatchObject({ waiting: 5001 });
  slack = () => undefined;
  await stage.clock.pass(seconds(10));
  expect(handled(stage, names)).toHaveLength(5000);
});

describe("at `maxPending`, with nothing left to merge", () => {
  test("those who have waited longest become dead letters, and reading goes on", async () => {
    const stage = await brokenStage([slackHandler()], { maxPending: 4 });
    await stage.clock.pass(seconds(4));
    expect(await stage.observe(object("c"))).toBe(false);
    expect(await stage.observe(object("d"))).toBe(false);
    expect(stage.said("dead letter").map(({ subject }) => subject)).toEqual(["shop/b"]);
    expect(await stage.observe(object("a", 2), object("a", 3))).toBe(false);
    expect(stage.said("dead letter").map(({ subject }) => subject)).toEqual(["shop/b", "shop/a"]);
    expect(stage.lanes.stats()).toMatchObject({ waiting: 0, running: 3, paused: false });
    expect(String(stage.said("dead letter")[0]?.["error"])).toContain("before `maxPending` changes wait");
  });

  test("one that comes back from a trial is as old as it was", async () => {
    const stage = await brokenStage([slackHandler()], { maxPending: 5 });
    await stage.observe(object("c"));
    await stage.clock.pass(seconds(5));
    expect(called).toEqual(["c"]);
    await stage.observe(object("d"));
    await stage.clock.pass(seconds(2));
    expect(breakerOf(stage)).toMatchObject({ waiting: 4 });
    await stage.observe(object("e"), object("f"), object("g"));
    expect(stage.said("dead letter").map(({ subject }) => subject)).toEqual(["shop/b", "shop/a", "shop/c"]);
  });

  test("nobody is given up while changes can be merged, or who waits for something else", async () => {
    const stage = await openStage([slackHandler()], { maxPending: 3 });
    const gate = Promise.withResolvers<void>();
    slack = () => gate.promise;
    await stage.observe(object("a"), object("a", 2));
    expect(await stage.observe(object("a", 3))).toBe(false);
    expect(await stage.observe(object("b"))).toBe(true);
    expect(stage.said("dead letter")).toEqual([]);
    gate.resolve();
    await stage.clock.pass(0);
    expect(stage.lanes.stats()).toMatchObject({ observed: 4, handled: 4, merged: 1 });
  });
});

describe("a dead letter that is retried", () => {
  test.each(["wait", "skip"] as const)("waits for the breaker, with onBreak = %j", async (onBreak) => {
    const store = storeFile().open();
    onTestFinished(() => store.close());
    slack = () => {
      throw new PermanentError("never");
    };
    const stage = await openStage([slackHandler({ onBreak })], { store });
    await stage.observe(object("letter"));
    slack = down;
    await stage.observe(object("a"), object("b"));
    await stage.clock.pass(seconds(4));
    expect(breakerOf(stage)).toMatchObject({ state: "open" });
    called = [];
    const redelivered = stage.redeliver(1, new Passage());
    await stage.clock.pass(0);
    expect(called).toEqual([]);
    slack = () => undefined;
    await stage.clock.pass(seconds(30));
    await redelivered;
    expect(called).toContain("letter");
    expect(store.deadLetters.get(1)).toBeUndefined();
    await stop(stage);
  });
});

test("a handler that the next chain has too keeps its breaker, and another of its name has its own", async () => {
  const unchanged = slackHandler();
  const stage = await brokenStage([unchanged]);
  const options = { log: silentLog, clock: stage.clock, signal: new AbortController().signal };
  const next = await createChain([unchanged, slackHandler()], options);
  expect(next.breakers.map((breaker) => breaker.status().state)).toEqual(["open", "closed"]);
  await stop(stage);
});
