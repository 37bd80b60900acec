import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { PermanentError } from "../../../sdk/index.ts";
import { storeFile } from "../../store/fixtures/stores.ts";
import { createChain } from "../chain.ts";
import { run } from "../fixtures/chain-runs.ts";
import { handlerOf } from "../fixtures/handlers.ts";
import { silentLog } from "../fixtures/logs.ts";
import { scope } from "../fixtures/observations.ts";
import { breakerOf, down, handled, minutes, object, seconds, Slack } from "../fixtures/slack.ts";
import { openStage, stop } from "../fixtures/stage.ts";
import { Passage } from "../passage.ts";

let slack: Slack;
beforeEach(() => {
  slack = new Slack();
});

describe("while it is open", () => {
  test("no call is made, and waiting costs no attempt: an outage of nine minutes is got over", async () => {
    const stage = await slack.brokenStage();
    const names = ["a", "b", "c", "d", "e"];
    await stage.observe(...["c", "d", "e"].map((name) => object(name)));
    expect(slack.called).toEqual([]);
    expect(breakerOf(stage)).toMatchObject({ state: "open", waiting: 4 });
    await stage.clock.pass(minutes(9));
    expect(breakerOf(stage)?.failures).toBeGreaterThan(10);
    slack.answer = () => undefined;
    slack.called = [];
    await stage.clock.pass(minutes(1));
    expect(slack.called.toSorted()).toEqual(names);
    expect(handled(stage, names)).toEqual(names);
    expect(stage.said("dead letter")).toEqual([]);
    expect(breakerOf(stage)).toMatchObject({ state: "closed", failures: 0, waiting: 0, openings: 1 });
  });

  test("an event waits for ten minutes, from when it began to, and is a dead letter then", async () => {
    const stage = await slack.brokenStage();
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
    const stage = await slack.brokenStage([note, slack.handler()]);
    earlier.length = 0;
    await stage.observe(object("c"));
    slack.answer = (name, { event }) => void (name === "c" && seen.push(event.event.data["note"]));
    await stage.clock.pass(seconds(30));
    expect(earlier.filter((name) => name === "c")).toHaveLength(1);
    expect(seen).toEqual(["kept"]);
  });

  test("whatever the handler is not for goes on, also if it has but one call in flight", async () => {
    const others: string[] = [];
    const when = { kinds: undefined, namespaces: undefined, actions: ["add" as const], labels: undefined };
    const last = handlerOf("last", ({ event }) => void others.push(event.event.data.resourceVersion));
    const stage = await slack.brokenStage([slack.handler({ when, concurrency: 1 }), last]);
    stage.store.putBaseline(scope, "shop", "c", { uid: "c", resourceVersion: "1", json: "{}" });
    await stage.observe(object("c", 2));
    expect(others).toEqual(["2"]);
  });

  test("those who waited for a place wait for the breaker instead", async () => {
    const stage = await openStage([slack.handler({ concurrency: 1 })]);
    slack.answer = async () => {
      await stage.clock.sleep(800, new AbortController().signal);
      down();
    };
    await stage.observe(...["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => object(name)));
    await stage.clock.pass(seconds(4));
    expect(stage.said("breaker opened")).toHaveLength(1);
    await stage.clock.pass(seconds(4));
    expect(slack.called).toHaveLength(5);
    expect(breakerOf(stage)).toMatchObject({ waiting: 8 });
    await stop(stage);
  });

  test("those who waited for the rate wait for the breaker instead, and spend none of it", async () => {
    slack.answer = down;
    const stage = await openStage([slack.handler({ rate: { calls: 1, perMs: 1000 }, concurrency: 1 })]);
    await stage.observe(...Array.from({ length: 100 }, (_, index) => object(`a${index}`)));
    await stage.clock.pass(seconds(5));
    expect(stage.said("breaker opened")).toHaveLength(1);
    slack.answer = () => undefined;
    await stage.clock.pass(seconds(7));
    expect(stage.said("breaker closed")).toHaveLength(1);
    await stop(stage);
  });

  test("a stop gives up who waits at once, and leaves it for the next start", async () => {
    const stage = await slack.brokenStage();
    expect(await stage.lanes.drain(minutes(60))).toEqual({ notBegun: 0, abandoned: 2 });
    expect(handled(stage, ["a", "b"])).toEqual([]);
    expect(stage.said("dead letter")).toEqual([]);
    await stage.clock.pass(minutes(20));
    expect(slack.called).toEqual([]);
  });

  test("an event that was given up before it came to the handler does not begin to wait", async () => {
    const stage = await slack.brokenStage();
    const before = breakerOf(stage);
    const passage = new Passage();
    passage.giveUp();
    await expect(run(stage.chain, { observation: object("c"), passage })).rejects.toThrow("The host is stopping");
    expect(breakerOf(stage)).toEqual(before);
    await stop(stage);
  });

  test('with `onBreak = "skip"` events go on without the handler, and are counted', async () => {
    const others: string[] = [];
    const last = handlerOf("last", ({ event }) => void others.push(event.event.data.name));
    const stage = await slack.brokenStage([slack.handler({ onBreak: "skip", once: true }), last]);
    await stage.clock.pass(seconds(4));
    await stage.observe(object("c"));
    expect(others.toSorted()).toEqual(["a", "b", "c"]);
    expect(slack.called).toEqual([]);
    expect(breakerOf(stage)).toMatchObject({ state: "open", waiting: 0, skipped: 3 });
    slack.answer = () => undefined;
    await stage.clock.pass(seconds(5));
    expect(breakerOf(stage)).toMatchObject({ state: "half-open" });
    await stage.observe(object("d"), object("e"));
    expect(slack.called).toEqual(["d"]);
    expect(breakerOf(stage)).toMatchObject({ state: "closed", skipped: 4 });
  });
});

test("however many wait, all of them go on when it closes", async () => {
  const stage = await slack.brokenStage();
  const names = Array.from({ length: 5000 }, (_, index) => `a${index}`);
  await stage.observe(...names.map((name) => object(name)));
  expect(breakerOf(stage)).toMatchObject({ waiting: 5001 });
  slack.answer = () => undefined;
  await stage.clock.pass(seconds(10));
  expect(handled(stage, names)).toHaveLength(5000);
});

describe("a dead letter that is retried", () => {
  test.each(["wait", "skip"] as const)("waits for the breaker, with onBreak = %j", async (onBreak) => {
    const store = storeFile().open();
    onTestFinished(() => store.close());
    slack.answer = () => {
      throw new PermanentError("never");
    };
    const stage = await openStage([slack.handler({ onBreak })], { store });
    await stage.observe(object("letter"));
    slack.answer = down;
    await stage.observe(object("a"), object("b"));
    await stage.clock.pass(seconds(4));
    expect(breakerOf(stage)).toMatchObject({ state: "open" });
    slack.called = [];
    const redelivered = stage.redeliver(1, new Passage());
    await stage.clock.pass(0);
    expect(slack.called).toEqual([]);
    slack.answer = () => undefined;
    await stage.clock.pass(seconds(30));
    await redelivered;
    expect(slack.called).toContain("letter");
    expect(store.deadLetters.get(1)).toBeUndefined();
    await stop(stage);
  });
});

test("a handler that the next chain has too keeps its breaker, and another of its name has its own", async () => {
  const unchanged = slack.handler();
  const stage = await slack.brokenStage([unchanged]);
  const options = { log: silentLog, clock: stage.clock, signal: new AbortController().signal };
  const next = await createChain([unchanged, slack.handler()], options);
  expect(next.breakers.map((breaker) => breaker.status().state)).toEqual(["open", "closed"]);
  await stop(stage);
});
