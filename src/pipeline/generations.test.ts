import { expect, test } from "vitest";
import type { Handler } from "../runtimes/handler.ts";
import { systemClock } from "../time/clock.ts";
import { type Chain, createChain } from "./chain.ts";
import { handlerOf } from "./fixtures/handlers.ts";
import { silentLog } from "./fixtures/logs.ts";
import { Generations } from "./generations.ts";

const told: string[] = [];

function chainOf(name: string, ...handlers: readonly Handler[]): Promise<Chain> {
  const teller = handlerOf(name, () => {}, {
    setup: async (hooks) => {
      hooks.reload.tap(name, ({ generation }) => void told.push(`${name} reload ${generation}`));
      hooks.stop.tap(name, ({ reason }) => void told.push(`${name} stop ${reason}`));
    },
  });
  return createChain([teller, ...handlers], {
    log: silentLog,
    clock: systemClock,
    signal: new AbortController().signal,
  });
}

test("a chain that was replaced stops when its last event has ended; its handlers stay known till then", async () => {
  const [shared, old] = [handlerOf("shared", () => {}), handlerOf("old", () => {})];
  const [one, two, three] = [await chainOf("one", shared, old), await chainOf("two", shared), await chainOf("three")];
  const generations = new Generations(one);
  const retired: string[] = [];
  one.enter();
  two.enter();
  await generations.replace(two, async () => void retired.push("one"));
  expect(generations.current).toBe(two);
  await generations.replace(three, async () => void retired.push("two"));
  expect(told).toEqual(["two reload 2", "three reload 3"]);
  expect(generations.handlers()).toContain(old);

  two.leave();
  await expect.poll(() => retired).toEqual(["two"]);
  expect(generations.handlers()).toContain(shared);
  one.leave();
  await expect.poll(() => retired).toEqual(["two", "one"]);
  expect([...generations.handlers()]).toEqual(three.handlers);

  await generations.close("SIGTERM");
  expect(told.slice(2)).toEqual(["two stop reloaded", "one stop reloaded", "three stop SIGTERM"]);
});

test("closing waits for the generations before", async () => {
  const [one, two] = [await chainOf("first"), await chainOf("second")];
  const generations = new Generations(one);
  one.enter();
  await generations.replace(two, async () => {});
  let isClosed = false;
  const closing = generations.close("SIGTERM").then(() => (isClosed = true));
  await new Promise(setImmediate);
  expect(isClosed).toBe(false);
  one.leave();
  await closing;
});
