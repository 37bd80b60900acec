import * as fc from "fast-check";
import { expect, test } from "vitest";
import { PermanentError, type FailureFacts, type KwatchmanEvent } from "../../sdk/index.ts";
import type { RetryConfig } from "../config/config.ts";
import type { Call, Handler } from "../runtimes/handler.ts";
import { openMemoryStore } from "../store/memory.ts";
import type { Store } from "../store/store.ts";
import { hastyClock } from "../time/fixtures/hasty-clock.ts";
import { createChain } from "./chain.ts";
import { keepDeadLetters } from "./dead-letters/keep-dead-letters.ts";
import { createDelivery } from "./delivery.ts";
import type { UndeliveredEvent } from "./delivery/dead-letter-sink.ts";
import { handlerOf } from "./fixtures/handlers.ts";
import { keepingLog, type Line } from "./fixtures/logs.ts";
import { gone, present, scope, waiting } from "./fixtures/observations.ts";
import type { Observation } from "./observation.ts";
import { Passage } from "./passage.ts";

const retry: RetryConfig = { attempts: 3, backoffMs: 1000, maxBackoffMs: 30_000 };

interface Course {
  readonly store: Store;
  readonly letters: UndeliveredEvent[];
  readonly lines: readonly Line[];
  readonly slept: readonly number[];
  deliver(observation: Observation, passage?: Passage): Promise<void>;
}

async function courseOf(handlers: readonly Handler[], limits: Partial<RetryConfig> = {}): Promise<Course> {
  const log = keepingLog();
  const clock = hastyClock();
  const store = openMemoryStore();
  const letters: UndeliveredEvent[] = [];
  const kept = keepDeadLetters({
    letters: store.deadLetters,
    log,
    clock,
    hideSecrets: (text) => text.replaceAll("hunter2", "***"),
    logsEvents: true,
  });
  const chain = await createChain(handlers, { log, clock, signal: new AbortController().signal });
  const deliver = createDelivery({
    clusterName: "prod",
    store,
    chain: () => chain,
    retry: () => ({ ...retry, ...limits }),
    deadLetters: {
      add: (letter) => {
        letters.push(letter);
        kept.add(letter);
      },
    },
    log,
    clock,
    random: () => 0.5,
  });
  return {
    store,
    letters,
    lines: log.lines,
    slept: clock.slept,
    deliver: (observation, passage = new Passage()) => deliver(waiting(observation), passage),
  };
}

/** Fails so many times, with the given errors in turn, then succeeds. */
function failing(errors: readonly unknown[]): (call: Call) => void {
  return ({ attempt }) => {
    if (attempt <= errors.length) throw errors[attempt - 1];
  };
}

function versionInStore({ store }: Course): string | undefined {
  return store.getBaseline(scope, "shop", "web")?.resourceVersion;
}

test("the baseline moves on when the last handler has returned, not before", async () => {
  const during: unknown[] = [];
  const course: Course = await courseOf([handlerOf("one", () => void during.push(versionInStore(course)))]);
  await course.deliver(present(1));
  await course.deliver(present(2));
  expect(during).toEqual([undefined, "1"]);
  expect(versionInStore(course)).toBe("2");
});

test("the baseline's text is the observed one, where it is at hand", async () => {
  const course = await courseOf([handlerOf("one", () => undefined)]);
  const json = ` ${JSON.stringify(present(1).object)}`;
  await course.deliver(present(1, { json }));
  expect(course.store.getBaseline(scope, "shop", "web")?.json).toBe(json);
  await course.deliver(present(2));
  expect(course.store.getBaseline(scope, "shop", "web")?.json).toBe(JSON.stringify(present(2).object));
});

test("the baseline moves on when a handler ends the chain", async () => {
  const course = await courseOf([handlerOf("gate", () => ({ next: false }))]);
  await course.deliver(present(1));
  expect(versionInStore(course)).toBe("1");
});

test("the baseline is the object as observed, whatever handlers patched", async () => {
  const patch = [{ op: "remove", path: "/object/spec" }];
  const course = await courseOf([handlerOf("cut", () => ({ patch }))]);
  const observation = present(1);
  await course.deliver(observation);
  expect(course.store.getBaseline(scope, "shop", "web")?.json).toBe(JSON.stringify(observation.object));
});

test("a delete takes the baseline away", async () => {
  const course = await courseOf([]);
  await course.deliver(present(1));
  await course.deliver(gone(2));
  expect(versionInStore(course)).toBeUndefined();
});

test("a recreated object is a delete, then an add, and the add's is the baseline", async () => {
  const events: KwatchmanEvent[] = [];
  const course = await courseOf([handlerOf("one", ({ event }) => void events.push(event.event))]);
  await course.deliver(present(1));
  await course.deliver(present(5, { uid: "u2" }));
  expect(events.map(({ data }) => [data.action, data.uid])).toEqual([
    ["add", "u1"],
    ["delete", "u1"],
    ["add", "u2"],
  ]);
  expect(course.store.getBaseline(scope, "shop", "web")).toMatchObject({ uid: "u2", resourceVersion: "5" });
});

test("a failure runs the whole chain again, on the same event, and says so in one line", async () => {
  const before: KwatchmanEvent[] = [];
  const course = await courseOf([
    handlerOf("before", ({ event }) => void before.push(event.event)),
    handlerOf("flaky", failing([new Error("no route")])),
  ]);
  await course.deliver(present(1));
  expect(before).toHaveLength(2);
  expect(before[0]).toBe(before[1]);
  expect(course.lines).toMatchObject([
    {
      level: "warn",
      message: "handler failed, retrying",
      fields: {
        handler: "flaky",
        id: before[0]?.id,
        subject: "shop/web",
        attempt: 1,
        delayMs: 750,
        error: { message: "no route", cause: new Error("no route") },
      },
    },
  ]);
});

test("a `once` handler that succeeded is not called again for the event, but for the next one", async () => {
  const posted: number[] = [];
  const course = await courseOf([
    handlerOf("post", ({ attempt }) => void posted.push(attempt), { once: true }),
    handlerOf("flaky", failing([new Error("1"), new Error("2")])),
  ]);
  await course.deliver(present(1));
  await course.deliver(present(2));
  expect(posted).toEqual([1, 1]);
});

test("a `once` handler that failed is called again", async () => {
  let calls = 0;
  const flaky = failing([new Error("1")]);
  const course = await courseOf([
    handlerOf(
      "post",
      (call) => {
        calls += 1;
        flaky(call);
      },
      { once: true },
    ),
  ]);
  await course.deliver(present(1));
  expect(calls).toBe(2);
});

test("after the last retry the event is a dead letter, whole in the log at error level, and the baseline moves on", async () => {
  const course = await courseOf([handlerOf("broken", failing(Array.from({ length: 9 }, () => new Error("down"))))]);
  await course.deliver(present(1));
  expect(course.letters).toMatchObject([
    { failure: { handler: "broken", attempt: 4 }, event: { subject: "shop/web" } },
  ]);
  expect(course.slept).toHaveLength(3);
  expect(course.lines.at(-1)).toMatchObject({
    level: "error",
    message: "dead letter",
    fields: { handler: "broken", attempt: 4, event: { data: { object: { metadata: { name: "web" } } } } },
  });
  expect(versionInStore(course)).toBe("1");
});

test("a permanent error is a dead letter at once", async () => {
  const course = await courseOf([handlerOf("broken", failing([new PermanentError("never")]))]);
  await course.deliver(present(1));
  expect(course.letters).toMatchObject([{ failure: { attempt: 1, retryable: false } }]);
  expect(course.slept).toEqual([]);
});

test("pauses double up to the longest, jittered between half and whole", async () => {
  const course = await courseOf([handlerOf("broken", failing(Array.from({ length: 9 }, () => new Error("down"))))], {
    attempts: 5,
    maxBackoffMs: 4000,
  });
  await course.deliver(present(1));
  expect(course.slept).toEqual([750, 1500, 3000, 3000, 3000]);
});

test("Retry-After wins over the longest backoff, up to ten minutes", async () => {
  const after = (retryAfterMs: number): Error => Object.assign(new Error("busy"), { code: "503", retryAfterMs });
  const course = await courseOf([handlerOf("busy", failing([after(120_000), after(3_600_000), after(1)]))]);
  await course.deliver(present(1));
  expect(course.slept).toEqual([120_000, 600_000, 3000]);
});

test("a 429 that says when to come back costs no attempt; one that does not, or asks for too long, does", async () => {
  const limited = (retryAfterMs?: number): Error => Object.assign(new Error("slow down"), { code: 429, retryAfterMs });
  const polite = await courseOf([handlerOf("busy", failing(Array.from({ length: 20 }, () => limited(2000))))]);
  await polite.deliver(present(1));
  expect(polite.letters).toEqual([]);
  expect(polite.slept).toEqual(Array.from({ length: 20 }, () => 2000));

  for (const error of [limited(), limited(700_000)]) {
    const course = await courseOf([handlerOf("busy", failing(Array.from({ length: 20 }, () => error)))]);
    await course.deliver(present(1));
    expect(course.letters).toMatchObject([{ failure: { attempt: 4 } }]);
  }
});

test("hooks are told of each event, each retry and the dead letter", async () => {
  const told: string[] = [];
  const tell = (name: string) => (facts: FailureFacts) => void told.push(`${name} ${facts.handler} ${facts.attempt}`);
  const course = await courseOf(
    [
      handlerOf("broken", failing(Array.from({ length: 9 }, () => new Error("down"))), {
        setup: async (hooks) => {
          hooks.event.tap("test", ({ subject }) => void told.push(`event ${subject}`));
          hooks.retry.tap("test", tell("retry"));
          hooks.deadLetter.tap("test", tell("deadLetter"));
        },
      }),
    ],
    { attempts: 1 },
  );
  await course.deliver(present(1));
  expect(told).toEqual(["event shop/web", "retry broken 1", "deadLetter broken 2"]);
});

test("a delivery that is given up leaves the baseline where it was", async () => {
  const passage = new Passage();
  const course = await courseOf([handlerOf("stuck", () => new Promise(() => {}))]);
  const delivered = course.deliver(present(1), passage);
  passage.giveUp();
  await expect(delivered).rejects.toThrow("The host is stopping");
  expect(versionInStore(course)).toBeUndefined();
  expect(course.letters).toEqual([]);
});

test("with any number of retries and failures, the attempts and the outcome add up", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 8 }), async (attempts, failures) => {
      let calls = 0;
      const flaky = failing(Array.from({ length: failures }, () => new Error("down")));
      const course = await courseOf(
        [
          handlerOf("flaky", (call) => {
            calls += 1;
            flaky(call);
          }),
        ],
        { attempts },
      );
      await course.deliver(present(1));
      expect(calls).toBe(Math.min(failures, attempts) + 1);
      expect(course.letters).toHaveLength(failures > attempts ? 1 : 0);
      expect(versionInStore(course)).toBe("1");
    }),
  );
});
