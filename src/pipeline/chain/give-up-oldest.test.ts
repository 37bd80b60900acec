import { beforeEach, describe, expect, test } from "vitest";
import { breakerOf, object, seconds, Slack } from "../fixtures/slack.ts";
import { openStage } from "../fixtures/stage.ts";

let slack: Slack;
beforeEach(() => {
  slack = new Slack();
});

describe("at `maxPending`, with nothing left to merge", () => {
  test("those who have waited longest become dead letters, and reading goes on", async () => {
    const stage = await slack.brokenStage([slack.handler()], { maxPending: 4 });
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
    const stage = await slack.brokenStage([slack.handler()], { maxPending: 5 });
    await stage.observe(object("c"));
    await stage.clock.pass(seconds(5));
    expect(slack.called).toEqual(["c"]);
    await stage.observe(object("d"));
    await stage.clock.pass(seconds(2));
    expect(breakerOf(stage)).toMatchObject({ waiting: 4 });
    await stage.observe(object("e"), object("f"), object("g"));
    expect(stage.said("dead letter").map(({ subject }) => subject)).toEqual(["shop/b", "shop/a", "shop/c"]);
  });

  test("nobody is given up while changes can be merged, or who waits for something else", async () => {
    const stage = await openStage([slack.handler()], { maxPending: 3 });
    const gate = Promise.withResolvers<void>();
    slack.answer = () => gate.promise;
    await stage.observe(object("a"), object("a", 2));
    expect(await stage.observe(object("a", 3))).toBe(false);
    expect(await stage.observe(object("b"))).toBe(true);
    expect(stage.said("dead letter")).toEqual([]);
    gate.resolve();
    await stage.clock.pass(0);
    expect(stage.lanes.stats()).toMatchObject({ observed: 4, handled: 4, merged: 1 });
  });
});
