import { expect, test } from "vitest";
import type { Handler } from "../../runtimes/handler.ts";
import { openMemoryStore } from "../../store/memory.ts";
import { hastyClock } from "../../time/fixtures/hasty-clock.ts";
import { createChain } from "../chain.ts";
import { createDelivery } from "../delivery.ts";
import { handlerOf } from "../fixtures/handlers.ts";
import { silentLog } from "../fixtures/logs.ts";
import { present, waiting } from "../fixtures/observations.ts";
import { Passage } from "../passage.ts";
import type { ChainObserver } from "./chain-observer.ts";

/** What an observer is told while one change passes the handlers. */
async function toldOf(...handlers: readonly Handler[]): Promise<string[]> {
  const told: string[] = [];
  const observer: ChainObserver = {
    called: (handler, outcome, seconds) => {
      expect(seconds).toBeGreaterThanOrEqual(0);
      told.push(`${handler} ${outcome}`);
    },
    passedOver: (handler) => told.push(`${handler} passed over`),
    retried: (handler) => told.push(`${handler} retried`),
    deadLettered: (handler) => told.push(`${handler} dead letter`),
  };
  const { signal } = new AbortController();
  const parts = { log: silentLog, clock: hastyClock(), observer };
  const chain = await createChain(handlers, { ...parts, signal });
  const deliver = createDelivery({
    ...parts,
    clusterName: "prod",
    store: openMemoryStore(),
    chain: () => chain,
    retry: () => ({ attempts: 1, backoffMs: 1000, maxBackoffMs: 1000 }),
    deadLetters: { add: () => {} },
    random: () => 0.5,
  });
  await deliver(waiting(present(1)), new Passage());
  return told;
}

test("each call is told, with how it ended", async () => {
  const stops = handlerOf("two", () => ({ next: false }));
  expect(
    await toldOf(
      handlerOf("one", () => {}),
      stops,
      handlerOf("three", () => {}),
    ),
  ).toEqual(["one next", "two stopped"]);
});

test("a handler that the event does not match is told as passed over", async () => {
  const when = { kinds: undefined, namespaces: undefined, actions: ["delete" as const], labels: undefined };
  expect(await toldOf(handlerOf("one", () => {}, { when }))).toEqual(["one passed over"]);
});

test("each failed call is told, each retry, and the dead letter at the end", async () => {
  const fails = handlerOf("one", () => {
    throw new Error("not now");
  });
  expect(await toldOf(fails)).toEqual(["one failed", "one retried", "one failed", "one dead letter"]);
});

test("what the handler answers wrongly is a failed call", async () => {
  const patches = handlerOf("one", () => ({ patch: [{ op: "replace", path: "/name", value: "other" }] }));
  expect(await toldOf(patches)).toEqual(["one failed", "one dead letter"]);
});

test("a `once` handler that succeeded is not told again", async () => {
  const once = handlerOf("one", () => {}, { once: true });
  const fails = handlerOf("two", () => {
    throw new Error("not now");
  });
  expect(await toldOf(once, fails)).toEqual(["one next", "two failed", "two retried", "two failed", "two dead letter"]);
});
