import { describe, expect, test } from "vitest";
import { PermanentError } from "../../../sdk/index.ts";
import { failureOf } from "../fixtures/chain-runs.ts";
import { handlerOf } from "../fixtures/handlers.ts";

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
