import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type FailureFacts, type KwatchmanEvent, PermanentError } from "../../../sdk/index.ts";
import { courseOf, failing, versionInStore } from "../fixtures/courses.ts";
import { handlerOf } from "../fixtures/handlers.ts";
import { present } from "../fixtures/observations.ts";

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
