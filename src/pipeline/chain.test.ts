import * as fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { PermanentError, type HandlerResult, type HostHooks } from "../../sdk/index.ts";
import type { Call, Handler } from "../runtimes/handler.ts";
import { systemClock } from "../time/clock.ts";
import { hastyClock } from "../time/fixtures/hasty-clock.ts";
import { createChain, type Chain } from "./chain.ts";
import type { ChainEnd } from "./chain/chain-run.ts";
import { HandlerFailure } from "./chain/handler-failure.ts";
import { buildEvent } from "./event/build-event.ts";
import { decideChanges } from "./event/change.ts";
import { eventVersion } from "./event/event-version.ts";
import { handlerOf } from "./fixtures/handlers.ts";
import { keepingLog, silentLog } from "./fixtures/logs.ts";
import { parsed, present, waiting } from "./fixtures/observations.ts";
import type { Observation } from "./observation.ts";
import { Passage } from "./passage.ts";

const noAbort = new AbortController().signal;

function chainOf(handlers: readonly Handler[], log = silentLog): Promise<Chain> {
  return createChain(handlers, { log, clock: systemClock, signal: noAbort });
}

interface RunFacts {
  readonly observation?: Observation;
  readonly passage?: Passage;
  readonly kept?: Map<string, HandlerResult>;
}

function run(chain: Chain, facts: RunFacts = {}): Promise<ChainEnd | undefined> {
  const { observation = present(1), passage = new Passage(), kept = new Map<string, HandlerResult>() } = facts;
  const [change] = decideChanges(waiting(observation), undefined, parsed);
  if (change === undefined) throw new Error("no change");
  return chain.run({
    version: eventVersion(buildEvent(change, "prod")),
    attempt: 1,
    passage,
    isRedelivery: false,
    kept,
  });
}

async function failureOf(handler: Handler): Promise<HandlerFailure> {
  const error: unknown = await run(await chainOf([handler])).catch((reason: unknown) => reason);
  if (error instanceof HandlerFailure) return error;
  throw new Error("no HandlerFailure", { cause: error });
}

describe("the way through the chain", () => {
  test("handlers are called in order, each with the patches of those before", async () => {
    const seen: unknown[] = [];
    const chain = await chainOf([
      handlerOf("one", ({ event }) => {
        seen.push(event.event.data["note"]);
        return { patch: [{ op: "add", path: "/note", value: "one was here" }] };
      }),
      handlerOf("two", ({ event }) => void seen.push(event.event.data["note"])),
    ]);
    expect(await run(chain)).toBeUndefined();
    expect(seen).toEqual([undefined, "one was here"]);
  });

  test("next: false ends the chain, and says who and why", async () => {
    const later = vi.fn<() => void>();
    const chain = await chainOf([
      handlerOf("gate", () => ({ next: false, reason: "not today" })),
      handlerOf("later", later),
    ]);
    expect(await run(chain)).toEqual({ handler: "gate", reason: "not today" });
    expect(later).not.toHaveBeenCalled();
  });

  test.each([undefined, null, {}, { next: true, unknown: 1 }])("%j goes on", async (answer) => {
    const later = vi.fn<() => void>();
    await run(await chainOf([handlerOf("one", () => answer), handlerOf("later", later)]));
    expect(later).toHaveBeenCalledOnce();
  });

  test("a handler that is switched off is passed over, and the chain goes on", async () => {
    const called: string[] = [];
    const off = { ...handlerOf("one", () => void called.push("one"), { once: true }), switchedOff: () => "gone" };
    const kept = new Map<string, HandlerResult>();
    await run(await chainOf([off, handlerOf("two", () => void called.push("two"))]), { kept });
    expect(called).toEqual(["two"]);
    // It did not succeed on the event: once it is on again, it is called.
    expect(kept.has("one")).toBe(false);
  });

  test("a handler that is switched off is passed over by what waited for its turn", async () => {
    const answer = Promise.withResolvers<void>();
    let calls = 0;
    let reason: string | undefined;
    const first = handlerOf("one", () => ((calls += 1), answer.promise), { concurrency: 1 });
    const chain = await chainOf([{ ...first, switchedOff: () => reason }]);
    const runs = [run(chain), run(chain), run(chain)];
    await vi.waitFor(() => expect(calls).toBe(1));
    reason = "gone";
    answer.resolve();
    await Promise.all(runs);
    expect(calls).toBe(1);
    reason = undefined;
    await run(chain);
    expect(calls).toBe(2);
  });

  test("a handler that the event does not match is passed over, and the chain goes on", async () => {
    const other = vi.fn<() => void>();
    const later = vi.fn<() => void>();
    const when = { kinds: ["service"], namespaces: undefined, actions: undefined, labels: undefined };
    await run(await chainOf([handlerOf("other", other, { when }), handlerOf("later", later)]));
    expect(other).not.toHaveBeenCalled();
    expect(later).toHaveBeenCalledOnce();
  });

  test("every attempt gets the same bytes", async () => {
    const bytes: string[] = [];
    const chain = await chainOf([handlerOf("one", ({ event }) => void bytes.push(event.json))]);
    await run(chain);
    await run(chain);
    expect(bytes[0]).toBe(bytes[1]);
  });

  test("what a `once` handler answered before is applied again, without calling it", async () => {
    const post = vi.fn<() => HandlerResult>(() => ({ patch: [{ op: "add", path: "/sent", value: true }] }));
    const seen: unknown[] = [];
    const chain = await chainOf([
      handlerOf("post", post, { once: true }),
      handlerOf("after", ({ event }) => void seen.push(event.event.data["sent"])),
    ]);
    const kept = new Map<string, HandlerResult>();
    await run(chain, { kept });
    await run(chain, { kept });
    expect(post).toHaveBeenCalledOnce();
    expect(seen).toEqual([true, true]);
  });
});

describe("a handler's failure", () => {
  test("is wrapped once, with handler, event and attempt, its own error as cause", async () => {
    const cause = Object.assign(new Error("no route"), { code: "EHOSTUNREACH", retryAfterMs: 500 });
    const failure = await failureOf(
      handlerOf("post", () => {
        throw cause;
      }),
    );
    expect(failure).toMatchObject({
      message: "no route",
      handler: "post",
      subject: "shop/web",
      attempt: 1,
      code: "EHOSTUNREACH",
      retryable: true,
      retryAfterMs: 500,
      cause,
    });
  });

  class PermanentErrorOfAnotherCopy extends Error {
    override readonly name = "PermanentError";
  }
  const thrown: readonly (readonly [string, unknown, boolean])[] = [
    ["a PermanentError", new PermanentError("never"), false],
    ["a PermanentError of another copy of the sdk", new PermanentErrorOfAnotherCopy("never"), false],
    ["an error with retryable: false", Object.assign(new Error("never"), { retryable: false }), false],
    ["any error", new TypeError("oops"), true],
    ["a string", "oops", true],
    ["nothing", undefined, true],
  ];
  test.each(thrown)("%s that is thrown", async (_, cause, retryable) => {
    const failure = await failureOf(handlerOf("post", () => rejected(cause)));
    expect(failure).toMatchObject({ retryable, cause });
  });

  test.each<[what: string, cause: object]>([
    ["an object whose members throw when they are read", objectThatThrows("message")],
    ["an object that does not let its kind be asked for", proxyThatThrows()],
    ["an error whose name throws", Object.defineProperty(new Error("oops"), "name", { get: refuse })],
  ])("%s is a failure as any other", async (_, cause) => {
    const failure = await failureOf(handlerOf("post", () => rejected(cause)));
    const message = "It threw something that cannot be read";
    expect(failure).toMatchObject({ message, code: "KW_HANDLER_FAILED", retryable: true });
    expect(failure).not.toHaveProperty("cause");
  });

  test.each([
    [{ error: { message: "busy" } }, { message: "busy", code: "KW_HANDLER_FAILED", retryable: true }],
    [
      { error: { message: "slow down", code: "429", retryAfterMs: 30_000 } },
      { code: "429", retryable: true, retryAfterMs: 30_000 },
    ],
    [
      { next: false, error: { message: "bad", retryable: false } },
      { message: "bad", retryable: false },
    ],
  ])("an error in the result: %j", async (answer, expected) => {
    expect(await failureOf(handlerOf("post", () => answer))).toMatchObject(expected);
  });

  test.each([
    ["yes", 'Expected `result` to be an object, got `"yes"` (string)'],
    [{ next: "no" }, 'Expected `result.next` to be true or false, got `"no"` (string)'],
    [{ patch: {} }, "Expected `result.patch` to be a list of objects, got an object"],
    [
      { patch: [{ op: "put", path: "/a" }] },
      'Expected `result.patch[0].op` to be "add", "remove", "replace", "move", "copy" or "test", got `"put"` (string)',
    ],
    [{ patch: [{ op: "add" }] }, "Expected `result.patch[0].path` to be a string, got nothing"],
    [{ error: "broken" }, 'Expected `result.error` to be an object, got `"broken"` (string)'],
  ])("an answer of the wrong type is the handler's error: %j", async (answer, message) => {
    const failure = await failureOf(handlerOf("post", () => answer));
    expect(failure).toMatchObject({ code: "KW_RESULT_INVALID", retryable: true });
    expect(failure.message).toBe(message);
  });

  test("a patch on the event's identity is permanent", async () => {
    const patch = [{ op: "replace", path: "/name", value: "other" }];
    expect(await failureOf(handlerOf("post", () => ({ patch })))).toMatchObject({
      code: "KW_PATCH_REFUSED",
      retryable: false,
    });
  });
});

function refuse(): never {
  throw new Error("not to be read");
}

function objectThatThrows(member: string): object {
  return Object.defineProperty({}, member, { get: refuse });
}

function proxyThatThrows(): object {
  return new Proxy({}, { getPrototypeOf: refuse });
}

/** Anything can be thrown. */
function rejected(cause: unknown): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  reject(cause);
  return promise;
}

describe("a call's time", () => {
  test("a call that does not answer in time is aborted and fails, and what it says later is dropped", async () => {
    const late = Promise.withResolvers<unknown>();
    let signal: AbortSignal | undefined;
    const handler = handlerOf(
      "stuck",
      (call) => {
        signal = call.signal;
        return late.promise;
      },
      { timeoutMs: 20 },
    );
    expect(await failureOf(handler)).toMatchObject({ code: "KW_HANDLER_TIMEOUT", retryable: true });
    expect(signal?.aborted).toBe(true);
    late.reject(new Error("too late"));
  });

  test("a slot held by an abandoned call is free again", async () => {
    let calls = 0;
    const handler = handlerOf("stuck", () => (++calls === 1 ? new Promise(() => {}) : undefined), {
      timeoutMs: 20,
      concurrency: 1,
    });
    const chain = await chainOf([handler]);
    await expect(run(chain)).rejects.toThrow("within 20 ms");
    await expect(run(chain)).resolves.toBeUndefined();
  });

  test("giving the passage up ends the call: that is no failure of the handler", async () => {
    const passage = new Passage();
    const chain = await chainOf([
      handlerOf("patient", ({ signal }) => {
        queueMicrotask(() => passage.giveUp());
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("cut off"))));
      }),
    ]);
    const error: unknown = await run(chain, { passage }).catch((reason: unknown) => reason);
    expect(error).toBe(passage.signal.reason);
  });

  test("the deadline is the time limit from now", async () => {
    let call: Call | undefined;
    const before = Date.now();
    await run(await chainOf([handlerOf("one", (given) => void (call = given), { timeoutMs: 5000 })]));
    expect(call?.deadline).toBeGreaterThanOrEqual(before + 5000);
    expect(call?.deadline).toBeLessThanOrEqual(Date.now() + 5000);
  });
});

describe("concurrency", () => {
  test("at most so many calls are in flight, and every event is handled", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), fc.integer({ max: 12 }), async (s, limit, n) => {
        let flying = 0;
        let most = 0;
        const handler = handlerOf(
          "slow",
          async () => {
            most = Math.max(most, ++flying);
            await s.schedule(Promise.resolve());
            flying -= 1;
          },
          { concurrency: limit },
        );
        const chain = await chainOf([handler]);
        const runs = Array.from({ length: n }, (_, i) => run(chain, { observation: present(1, { name: `web-${i}` }) }));
        await s.waitFor(Promise.all(runs));
        expect(most).toBeLessThanOrEqual(limit);
        expect(most).toBe(Math.min(limit, Math.max(n, 0)));
      }),
      { numRuns: 30 },
    );
  });

  test("a run that is given up while it waits for a slot leaves the others' order alone", async () => {
    const first = Promise.withResolvers<void>();
    const seen: string[] = [];
    const handler = handlerOf(
      "slow",
      ({ event }) => {
        seen.push(event.event.data.name);
        return event.event.data.name === "a" ? first.promise : undefined;
      },
      { concurrency: 1 },
    );
    const chain = await chainOf([handler]);
    const passage = new Passage();
    const a = run(chain, { observation: present(1, { name: "a" }) });
    const b = run(chain, { observation: present(1, { name: "b" }), passage });
    const c = run(chain, { observation: present(1, { name: "c" }) });
    passage.giveUp();
    await expect(b).rejects.toThrow("The host is stopping");
    first.resolve();
    await Promise.all([a, c]);
    expect(seen).toEqual(["a", "c"]);
  });
});

describe("rate", () => {
  test("calls come no faster than it allows, and a call that waits holds a place among those in flight", async () => {
    const clock = hastyClock();
    const called: string[] = [];
    const handler = handlerOf("slack", ({ event }) => void called.push(event.event.data.name), {
      concurrency: 2,
      rate: { calls: 1, perMs: 1000 },
    });
    const chain = await createChain([handler], { log: silentLog, clock, signal: noAbort });
    await Promise.all(["a", "b", "c", "d"].map((name) => run(chain, { observation: present(1, { name }) })));
    expect(called).toEqual(["a", "b", "c", "d"]);
    expect(clock.slept).toEqual([1000, 1000, 1000]);
  });

  test("a run that is given up while it waits gives its place back", async () => {
    const handler = handlerOf("slack", () => {}, { concurrency: 1, rate: { calls: 1, perMs: 3_600_000 } });
    const chain = await chainOf([handler]);
    await run(chain);
    const passages = [new Passage(), new Passage()];
    const runs = passages.map((passage) => run(chain, { passage }));
    for (const [index, passage] of passages.entries()) {
      passage.giveUp();
      await expect(runs[index]).rejects.toThrow("The host is stopping");
    }
  });
});

describe("a chain's life", () => {
  test("setup gets the hooks of its chain, in the handlers' order", async () => {
    const told: string[] = [];
    const tapping = (name: string): Handler =>
      handlerOf(name, () => {}, {
        setup: async (hooks: HostHooks) => {
          hooks.event.tap(name, (event) => told.push(`${name} ${event.subject}`));
          hooks.start.tapPromise(name, async ({ cluster }) => void told.push(`${name} ${cluster}`));
        },
      });
    const chain = await chainOf([tapping("one"), tapping("two")]);
    await chain.hooks.start.promise({ cluster: "prod", handlers: [] });
    expect(told).toEqual(["one prod", "two prod"]);
  });

  test("a setup that fails is an error that names the handler, its own error as cause", async () => {
    const cause = new Error("no token");
    const handler = handlerOf("post", () => {}, { setup: () => Promise.reject(cause) });
    await expect(chainOf([handler])).rejects.toMatchObject({ code: "KW_PLUGIN_LOAD", cause });
    await expect(chainOf([handler])).rejects.toThrow("`post`");
  });

  test("a setup that does not end is given up", async () => {
    const handler = handlerOf("post", () => {}, { timeoutMs: 20, setup: () => new Promise(() => {}) });
    await expect(chainOf([handler])).rejects.toMatchObject({
      code: "KW_PLUGIN_LOAD",
      cause: { code: "KW_HANDLER_TIMEOUT" },
    });
  });
});

describe("a function tapped into a hook", () => {
  const facts = { cluster: "prod", handlers: [] };
  const failing: readonly (readonly [string, (hooks: HostHooks) => void])[] = [
    ["throws", (hooks) => hooks.start.tap("mine", () => fail())],
    ["rejects", (hooks) => hooks.start.tapPromise("mine", () => Promise.reject(new Error("mine")))],
    ["calls back with an error", (hooks) => hooks.start.tapAsync("mine", (_, done) => done(new Error("mine")))],
    ["throws instead of giving a promise", (hooks) => hooks.start.tapPromise("mine", () => fail())],
  ];

  test.each(failing)("%s: that is logged with its name, and the others are called", async (_, tap) => {
    const log = keepingLog();
    const { hooks } = await chainOf([], log);
    const other = vi.fn<() => void>();
    tap(hooks);
    hooks.start.tap("other", other);
    await hooks.start.promise(facts);
    expect(other).toHaveBeenCalledOnce();
    expect(log.lines).toMatchObject([
      {
        level: "error",
        message: "hook failed",
        fields: { hook: "start", tap: "mine", error: { code: "KW_HOOK_FAILED" } },
      },
    ]);
  });

  test("never ends: that is logged, and the host goes on without it", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const log = keepingLog();
    const { hooks } = await chainOf([], log);
    hooks.start.tapPromise("mine", () => new Promise(() => {}));
    const started = hooks.start.promise(facts);
    await vi.advanceTimersByTimeAsync(10_000);
    await started;
    expect(log.lines).toMatchObject([{ fields: { tap: "mine", error: { cause: { code: "KW_HANDLER_TIMEOUT" } } } }]);
  });

  test("rejects where nobody waits for it: that is logged, not an unhandled rejection", async () => {
    const log = keepingLog();
    const { hooks } = await chainOf([], log);
    const rejecting: () => unknown = () => Promise.reject(new Error("mine"));
    hooks.synced.tap("mine", rejecting);
    hooks.synced.call({ resources: 1, objects: 2 });
    await vi.waitFor(() => expect(log.lines).toHaveLength(1), 15_000);
  });

  function fail(): never {
    throw new Error("mine");
  }
});
