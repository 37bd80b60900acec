import { beforeEach, describe, expect, test } from "vitest";
import { PermanentError } from "../../../../sdk/index.ts";
import { InterruptedCall } from "../../../runtimes/interrupted-call.ts";
import { breakerOf, down, minutes, object, seconds, Slack } from "../../fixtures/slack.ts";
import { openStage, stop } from "../../fixtures/stage.ts";

let slack: Slack;
beforeEach(() => {
  slack = new Slack();
});

describe("a breaker opens", () => {
  test("when five calls in a row have failed within no less than 2 s, for two events, and says so", async () => {
    slack.answer = down;
    const stage = await openStage([slack.handler()]);
    await stage.observe(object("a"), object("b"));
    await stage.clock.pass(seconds(2));
    expect(slack.called).toEqual(["a", "b", "a", "b"]);
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
    slack.answer = (name, { attempt }) => (name === "a" && attempt < 4 ? down() : { error: { message: "busy" } });
    const stage = await openStage([slack.handler()]);
    await stage.observe(object("a"));
    await stage.clock.pass(minutes(1));
    expect(stage.said("dead letter")).toHaveLength(1);
    expect(breakerOf(stage)).toMatchObject({ state: "closed", failures: 4 });
  });

  test("not in the first two seconds, which retries get over", async () => {
    slack.answer = down;
    const stage = await openStage([slack.handler()]);
    const names = Array.from({ length: 10 }, (_, index) => `a${index}`);
    await stage.observe(...names.map((name) => object(name)));
    slack.answer = () => undefined;
    await stage.clock.pass(seconds(1));
    expect(slack.called).toHaveLength(20);
    expect(breakerOf(stage)).toMatchObject({ state: "closed", failures: 0, openings: 0, since: undefined });
  });

  test("not while calls succeed in between", async () => {
    slack.answer = (name) => (name.startsWith("bad") ? down() : undefined);
    const stage = await openStage([slack.handler()]);
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
    slack.answer = down;
    const stage = await openStage([slack.handler()]);
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
    slack.answer = () => {
      throw error;
    };
    const stage = await openStage([slack.handler()]);
    await stage.observe(...["a", "b", "c", "d", "e", "f"].map((name) => object(name)));
    await stage.clock.pass(minutes(1));
    expect(slack.called.length).toBeGreaterThan(5);
    expect(breakerOf(stage)).toMatchObject({ state: "closed", failures: 0 });
    await stop(stage);
  });
});
