import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { deploymentEvent } from "../../sdk/testing/index.ts";
import { type Chain, createChain } from "../pipeline/chain.ts";
import { handlerOf } from "../pipeline/fixtures/handlers.ts";
import { silentLog } from "../pipeline/fixtures/logs.ts";
import { Passage } from "../pipeline/passage.ts";
import type { Handler } from "../runtimes/handler.ts";
import { systemClock } from "../time/clock.ts";

function chainOf(handler: Handler): Promise<Chain> {
  return createChain([handler], { log: silentLog, clock: systemClock, signal: new AbortController().signal });
}

async function run(chain: Chain, name: string): Promise<void> {
  const event = deploymentEvent({ name });
  const version = { event, json: JSON.stringify(event) };
  await chain.run({ version, attempt: 1, passage: new Passage(), isRedelivery: false, kept: new Map() });
}

test("a handler that a reload leaves as it is takes no more at once, though two chains call it", async () => {
  let [underWay, most] = [0, 0];
  const first = Promise.withResolvers<void>();
  const slow = handlerOf("slow", async ({ event }) => {
    underWay += 1;
    most = Math.max(most, underWay);
    if (event.event.data.name === "old") await first.promise;
    underWay -= 1;
  });
  // As a stream that takes one event after the other.
  const handler: Handler = { ...slow, capacity: (listener) => listener(1) };
  const before = run(await chainOf(handler), "old");
  const after = run(await chainOf(handler), "new");
  // What could be called at once has been, by now.
  await nextTurn();
  first.resolve();
  await Promise.all([before, after]);
  expect(most).toBe(1);
});
