import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test, vi } from "vitest";
import { PermanentError } from "../../../sdk/index.ts";
import type { Call, Handler } from "../../runtimes/handler.ts";
import { storeFile, type StoreFile } from "../../store/fixtures/stores.ts";
import { systemClock } from "../../time/clock.ts";
import { fastClock } from "../../time/fixtures/fast-clock.ts";
import { createChain } from "../chain.ts";
import { createDelivery } from "../delivery.ts";
import { handlerOf } from "../fixtures/handlers.ts";
import { keepingLog } from "../fixtures/logs.ts";
import { present, scope } from "../fixtures/observations.ts";
import { createLanes, type Lanes } from "../lanes.ts";
import { followDeadLetterRequests } from "./dead-letter-requests.ts";
import { keepDeadLetters } from "./keep-dead-letters.ts";
import { createRedelivery } from "./redelivery.ts";

const patience = { timeout: 15_000 };

interface Run {
  readonly lanes: Lanes;
  readonly store: ReturnType<StoreFile["open"]>;
  stop(): Promise<void>;
}

/** The host's part behind the reflectors, on a store's file. */
async function run(file: StoreFile, handlers: readonly Handler[]): Promise<Run> {
  const stopped = new AbortController();
  const log = keepingLog();
  const store = file.open();
  const letters = store.deadLetters;
  const chain = await createChain(handlers, { log, clock: systemClock, signal: stopped.signal });
  const options = {
    clusterName: "prod",
    store,
    letters,
    chain: () => chain,
    retry: () => ({ attempts: 1, backoffMs: 1, maxBackoffMs: 1 }),
    deadLetters: keepDeadLetters({
      letters,
      log,
      clock: systemClock,
      hideSecrets: (text) => text.replaceAll("hunter2", "***"),
      logsEvents: false,
    }),
    log,
    clock: systemClock,
    random: () => 0.5,
  };
  const lanes = createLanes({ maxPending: 100, deliver: createDelivery(options), store, log, clock: systemClock });
  const redeliver = createRedelivery(options);
  const { signal } = stopped;
  // It looks every second.
  const requests = followDeadLetterRequests({ letters, lanes, redeliver, log, clock: fastClock(50), signal });
  const stop = async () => {
    stopped.abort();
    await lanes.drain(10);
    await requests;
    await store.close();
  };
  onTestFinished(stop);
  return { lanes, store, stop };
}

/** Marks all letters, as the command does. */
function mark({ path }: StoreFile, wanted: "retry" | "drop"): void {
  using database = new DatabaseSync(path, { timeout: 5000 });
  database.prepare("UPDATE dead_letter SET wanted = ?").run(wanted);
}

function fails(message: string): () => never {
  return () => {
    throw new Error(message);
  };
}

async function lettersKept({ store }: Run, count: number): Promise<void> {
  await vi.waitFor(() => {
    expect(store.deadLetters.stats().count).toBe(count);
    expect(store.status().pendingWrites).toBe(0);
  }, patience);
}

test("a letter has the event, the failure without secrets, and all attempts", async () => {
  const file = storeFile();
  const host = await run(file, [handlerOf("broken", fails("hunter2 was refused"))]);
  void host.lanes.observe(present(1));
  await lettersKept(host, 1);
  expect(host.store.deadLetters.get(1)).toMatchObject({
    id: 1,
    handler: "broken",
    error: { code: "KW_HANDLER_FAILED", message: "*** was refused" },
    attempts: 2,
    event: { subject: "shop/web", data: { object: { metadata: { name: "web" } } } },
  });
});

test("a retried letter runs the chain once more with its event; one that succeeds is gone", async () => {
  const file = storeFile();
  const calls: string[] = [];
  let isBroken = true;
  const handler = handlerOf("fragile", ({ event, attempt }: Call) => {
    calls.push(`${event.event.data.resourceVersion} attempt ${attempt}`);
    if (isBroken) throw new Error("down");
  });
  const host = await run(file, [handler]);
  void host.lanes.observe(present(1));
  await lettersKept(host, 1);
  isBroken = false;
  void host.lanes.observe(present(2));
  await vi.waitFor(() => expect(calls).toHaveLength(3), patience);
  mark(file, "retry");
  await lettersKept(host, 0);
  expect(calls).toEqual(["1 attempt 1", "1 attempt 2", "2 attempt 1", "1 attempt 3"]);
  expect(host.store.getBaseline(scope, "shop", "web")?.resourceVersion).toBe("2");
  await host.stop();
});

test("a letter that fails again stays, with its attempts added up and its request done with", async () => {
  const file = storeFile();
  const host = await run(file, [handlerOf("broken", fails("down"))]);
  void host.lanes.observe(present(1));
  await lettersKept(host, 1);
  mark(file, "retry");
  await vi.waitFor(() => expect(host.store.deadLetters.get(1)?.attempts).toBe(4), patience);
  using database = new DatabaseSync(file.path, { readOnly: true });
  expect(database.prepare("SELECT wanted FROM dead_letter").all()).toMatchObject([{ wanted: null }]);
  await host.stop();
});

test("a letter that is dropped is gone, without a call", async () => {
  const file = storeFile();
  let calls = 0;
  const host = await run(file, [
    handlerOf("broken", () => {
      calls += 1;
      throw new PermanentError("never");
    }),
  ]);
  void host.lanes.observe(present(1));
  await lettersKept(host, 1);
  mark(file, "drop");
  await lettersKept(host, 0);
  expect(calls).toBe(1);
  await host.stop();
});

test("a retry waits for what its object's lane has, and holds back no other object", async () => {
  const file = storeFile();
  const calls: string[] = [];
  const gate = Promise.withResolvers<void>();
  const handler = handlerOf("slow", async ({ event }: Call) => {
    const { name, resourceVersion } = event.event.data;
    calls.push(`${name}@${resourceVersion}`);
    if (resourceVersion === "1" && calls.length <= 2) throw new PermanentError("down");
    if (resourceVersion === "2") await gate.promise;
  });
  const host = await run(file, [handler]);
  for (const name of ["web", "db"]) void host.lanes.observe(present(1, { name }));
  await lettersKept(host, 2);
  void host.lanes.observe(present(2));
  mark(file, "retry");
  await lettersKept(host, 1);
  expect(calls).toEqual(["web@1", "db@1", "web@2", "db@1"]);
  gate.resolve();
  await lettersKept(host, 0);
  expect(calls.at(-1)).toBe("web@1");
  await host.stop();
});

test("what is asked for while no host runs, the next one does; `once` handlers that succeeded are not called again", async () => {
  const file = storeFile();
  const posted: string[] = [];
  const post = handlerOf("post", ({ event }: Call) => void posted.push(event.event.id), { once: true });
  const first = await run(file, [post, handlerOf("broken", fails("down"))]);
  void first.lanes.observe(present(1));
  await lettersKept(first, 1);
  await first.stop();
  mark(file, "retry");

  const second = await run(file, [post, handlerOf("broken", () => {})]);
  await lettersKept(second, 0);
  expect(posted).toHaveLength(1);
  await second.stop();
});

test("results of `once` handlers outlive a stop in the middle of a chain", async () => {
  const file = storeFile();
  const posted: string[] = [];
  const post = handlerOf("post", ({ event }: Call) => void posted.push(event.event.id), { once: true });
  const hang = handlerOf("hang", () => new Promise(() => {}));
  const first = await run(file, [post, hang]);
  void first.lanes.observe(present(1));
  await vi.waitFor(() => expect(posted).toHaveLength(1), patience);
  await first.stop();

  let isThrough = false;
  const second = await run(file, [post, handlerOf("hang", () => void (isThrough = true))]);
  void second.lanes.observe(present(1, { missed: true }));
  await vi.waitFor(() => expect(isThrough).toBe(true), patience);
  expect(posted).toHaveLength(1);
  void second.lanes.observe(present(2));
  await vi.waitFor(() => expect(posted).toHaveLength(2), patience);
  await second.stop();
});
