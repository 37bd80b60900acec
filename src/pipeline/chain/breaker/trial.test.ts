import { beforeEach, describe, expect, test } from "vitest";
import { PermanentError } from "../../../../sdk/index.ts";
import { InterruptedCall } from "../../../runtimes/interrupted-call.ts";
import { breakerOf, down, handled, minutes, object, seconds, Slack } from "../../fixtures/slack.ts";
import { openStage, stop } from "../../fixtures/stage.ts";

let slack: Slack;
beforeEach(() => {
  slack = new Slack();
});

describe("a trial", () => {
  test("is one call: its failure opens the breaker again, for twice as long, up to a minute", async () => {
    const stage = await slack.brokenStage();
    await stage.clock.pass(minutes(5));
    expect(stage.said("breaker half-open, one event on trial")[0]).toMatchObject({
      handler: "slack",
      subject: "shop/b",
    });
    expect(stage.said("breaker opened again").map((line) => line["trialInMs"])).toEqual([
      10_000, 20_000, 40_000, 60_000, 60_000, 60_000, 60_000,
    ]);
    expect(slack.called).toHaveLength(7);
  });

  test("comes no sooner than the handler said", async () => {
    const stage = await slack.brokenStage();
    slack.answer = () => {
      throw Object.assign(new Error("maintenance"), { code: "503", retryAfterMs: minutes(3) });
    };
    await stage.clock.pass(minutes(3));
    expect(stage.said("breaker opened again").map((line) => line["trialInMs"])).toEqual([minutes(3)]);
    expect(slack.called).toHaveLength(1);
    await stage.clock.pass(seconds(10));
    expect(slack.called).toHaveLength(2);
    await stop(stage);
  });

  test("that succeeds closes it, and lets all others in", async () => {
    const stage = await slack.brokenStage();
    await stage.observe(object("c"));
    const gate = Promise.withResolvers<void>();
    slack.answer = () => gate.promise;
    await stage.clock.pass(seconds(10));
    expect(slack.called).toHaveLength(1);
    expect(breakerOf(stage)).toMatchObject({ state: "half-open", waiting: 2 });
    gate.resolve();
    await stage.clock.pass(0);
    expect(slack.called.toSorted()).toEqual(["a", "b", "c"]);
    expect(stage.said("breaker closed")).toMatchObject([{ handler: "slack", failures: 5, waiting: 2 }]);
  });

  test("is for an event that has not failed yet, so that one which nobody can handle holds up no other", async () => {
    const stage = await slack.brokenStage();
    slack.answer = (name) => (name === "fine" ? undefined : down());
    await stage.observe(object("fine"));
    await stage.clock.pass(seconds(6));
    expect(slack.called[0]).toBe("fine");
    expect(breakerOf(stage)).toMatchObject({ openings: 1 });
    expect(handled(stage, ["fine"])).toEqual(["fine"]);
  });

  test("that others brought down decides nothing, and another one comes in a moment", async () => {
    const stage = await slack.brokenStage();
    await stage.observe(object("c"), object("d"));
    slack.answer = () => {
      throw new InterruptedCall("the sandbox is gone");
    };
    await stage.clock.pass(seconds(5));
    expect(slack.called).toEqual(["c"]);
    expect(breakerOf(stage)).toMatchObject({ state: "half-open" });
    await stage.clock.pass(seconds(1));
    expect(slack.called.slice(0, 2)).toEqual(["c", "d"]);
    slack.answer = () => undefined;
    await stage.clock.pass(seconds(10));
    expect(handled(stage, ["a", "b", "c", "d"])).toHaveLength(4);
  });

  test("that is abandoned decides nothing, and the next event is on trial", async () => {
    const unchanged = slack.handler();
    const stage = await slack.brokenStage([unchanged]);
    slack.answer = () => new Promise(() => {});
    await stage.clock.pass(seconds(6));
    expect(slack.called).toEqual(["b"]);
    await stop(stage);
    slack.answer = () => undefined;
    const next = await openStage([unchanged], { clock: stage.clock });
    await next.observe(object("c"));
    expect(breakerOf(next)).toMatchObject({ state: "closed" });
  });

  test("of a handler that is switched off lets everything pass it", async () => {
    let reason: string | undefined;
    const stage = await slack.brokenStage([{ ...slack.handler(), switchedOff: () => reason }]);
    await stage.observe(object("c"));
    reason = "gone";
    await stage.clock.pass(seconds(10));
    expect(slack.called).toEqual([]);
    expect(handled(stage, ["a", "b", "c"])).toHaveLength(3);
    expect(breakerOf(stage)).toMatchObject({ waiting: 0 });
  });

  test("that ends with an error about its event is followed by the next one", async () => {
    const stage = await slack.brokenStage();
    const gate = Promise.withResolvers<void>();
    await stage.observe(object("wrong"));
    slack.answer = (name) => {
      if (name === "wrong") throw new PermanentError("too long");
      return gate.promise;
    };
    await stage.clock.pass(seconds(6));
    expect(slack.called).toEqual(["wrong", "b"]);
    expect(breakerOf(stage)).toMatchObject({ state: "half-open" });
    gate.resolve();
    await stage.clock.pass(0);
    expect(breakerOf(stage)).toMatchObject({ state: "closed" });
  });
});
