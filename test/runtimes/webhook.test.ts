import { setTimeout as delay } from "node:timers/promises";
import { HTTP } from "cloudevents";
import { Webhook } from "standardwebhooks";
import { describe, expect, test, vi } from "vitest";
import { configMapEvent, deploymentEvent } from "../../sdk/testing/index.ts";
import { handlerOf } from "../../src/pipeline/fixtures/handlers.ts";
import { keepingLog } from "../../src/pipeline/fixtures/logs.ts";
import { HandlerFailure } from "../../src/pipeline/chain/handler-failure.ts";
import { Passage } from "../../src/pipeline/passage.ts";
import { chainOf, loadHook, newSecret } from "./webhook/load.ts";
import { json, type Received, startReceiver } from "./webhook/receiver.ts";

const patience = { timeout: 30_000, interval: 20 };

describe("what a receiver gets", () => {
  test("verifies with standardwebhooks, and is an event to cloudevents", async () => {
    const receiver = await startReceiver();
    const secret = newSecret();
    const run = await chainOf(await loadHook(`${receiver.origin}/hook?queue=a`, { secrets: [secret] }));
    const event = deploymentEvent({ change: ({ metadata }) => (metadata.labels = { owner: "Grüße, 世界 🎉" }) });

    await run({ event, attempt: 2 });

    const [{ method, target, headers, body } = missing()] = receiver.received;
    expect([method, target]).toEqual(["POST", "/hook?queue=a"]);
    expect(new Webhook(secret).verify(body.toString(), headers as Record<string, string>)).toEqual(event);
    expect(HTTP.toEvent({ headers, body: body.toString() })).toMatchObject({
      id: event.id,
      type: event.type,
      source: event.source,
      subject: "shop/web",
      data: event.data,
    });
    expect(headers).toMatchObject({
      "content-type": "application/cloudevents+json; charset=utf-8",
      "webhook-id": event.id,
      "kwatchman-attempt": "2",
    });
    expect(Date.parse(String(headers["kwatchman-deadline"]))).toBeGreaterThan(Date.now());
  });

  test("is the same bytes at every attempt, signed anew", async () => {
    const receiver = await startReceiver([{ status: 503 }]);
    const secret = newSecret();
    const run = await chainOf(await loadHook(receiver.origin, { secrets: [secret] }));
    await expect(run({ attempt: 1 })).rejects.toBeInstanceOf(HandlerFailure);
    await run({ attempt: 2 });
    const [first = missing(), second = missing()] = receiver.received;
    expect(second.body.equals(first.body)).toBe(true);
    expect(second.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
    expect(second.headers["kwatchman-attempt"]).toBe("2");
    for (const { body, headers } of [first, second]) {
      new Webhook(secret).verify(body.toString(), headers as Record<string, string>);
    }
  });

  test("verifies with the old secret and with the new one while both are configured", async () => {
    const receiver = await startReceiver();
    const [older, newer, another] = [newSecret(), newSecret(), newSecret()];
    await (
      await chainOf(await loadHook(receiver.origin, { secrets: [newer, older] }))
    )();
    const [{ headers, body } = missing()] = receiver.received;
    for (const secret of [older, newer]) {
      new Webhook(secret).verify(body.toString(), headers as Record<string, string>);
    }
    expect(() => new Webhook(another).verify(body.toString(), headers as Record<string, string>)).toThrow(
      "No matching",
    );
  });

  test("may be a manifest of 1.5 MB", async () => {
    const receiver = await startReceiver();
    const secret = newSecret();
    const event = configMapEvent({ change: (object) => (object["data"] = { text: "ü€😀x".repeat(150_000) }) });
    await (
      await chainOf(await loadHook(receiver.origin, { secrets: [secret] }))
    )({ event });
    const [{ headers, body } = missing()] = receiver.received;
    expect(body.length).toBeGreaterThan(1_500_000);
    expect(new Webhook(secret).verify(body.toString(), headers as Record<string, string>)).toEqual(event);
  });
});

describe("an answer of 2xx", () => {
  test("goes on, with its patch for the handlers that follow", async () => {
    const patch = [{ op: "add", path: "/owner", value: "Jürgen" }];
    const receiver = await startReceiver([json({ patch })]);
    const owners: unknown[] = [];
    const next = handlerOf("next", ({ event }) => void owners.push(event.event.data["owner"]));
    expect(await (await chainOf(await loadHook(receiver.origin), next))()).toBeUndefined();
    expect(owners).toEqual(["Jürgen"]);
  });

  test("ends the chain by next: false", async () => {
    const receiver = await startReceiver([json({ next: false, reason: "status only" })]);
    const run = await chainOf(await loadHook(receiver.origin));
    expect(await run()).toEqual({ handler: "hook", reason: "status only" });
  });

  test("fails by an error in it", async () => {
    const error = { message: "no such queue", code: "E_QUEUE", retryable: false };
    const receiver = await startReceiver([json({ error })]);
    await expect((await chainOf(await loadHook(receiver.origin)))()).rejects.toMatchObject({
      message: "no such queue",
      code: "E_QUEUE",
      retryable: false,
    });
  });

  test.each([
    { reply: { status: 200 }, is: "nothing" },
    { reply: { status: 202, headers: { "content-type": "text/html" }, body: "<p>{ thanks }" }, is: "HTML" },
    { reply: { status: 204 }, is: "no content" },
    { reply: { ...json({}), body: "" }, is: "JSON of no length" },
  ])("goes on if its body is $is", async ({ reply }) => {
    expect(await (await chainOf(await loadHook((await startReceiver([reply])).origin)))()).toBeUndefined();
  });

  test.each([
    { body: "{oops", code: "KW_RESULT_INVALID", is: "not JSON" },
    { body: '"ok"', code: "KW_RESULT_INVALID", is: "not a result" },
    { body: '{"next":"no"}', code: "KW_RESULT_INVALID", is: "a result of wrong types" },
    { body: `{"reason":"${"x".repeat(256 * 1024)}"}`, code: "KW_RESULT_TOO_LARGE", is: "too long" },
    { body: repeating("[".repeat(10_000), 0), code: "KW_RESULT_TOO_LARGE", is: "endless" },
  ])("fails if its JSON is $is", async ({ body, code }) => {
    const receiver = await startReceiver([{ ...json({}), body }]);
    await expect((await chainOf(await loadHook(receiver.origin)))()).rejects.toMatchObject({ code, retryable: true });
  });
});

describe("another answer", () => {
  test.each([408, 409, 425, 429, 500, 502, 503, 504])("of %i is tried again", async (status) => {
    const receiver = await startReceiver([{ status, headers: { "retry-after": "7" }, body: "later" }]);
    await expect((await chainOf(await loadHook(receiver.origin)))()).rejects.toMatchObject({
      code: String(status),
      retryable: true,
      retryAfterMs: 7000,
      message: expect.stringMatching(/: later$/),
    });
  });

  test("says when to come back by a date, too", async () => {
    const at = new Date(Date.now() + 60_000).toUTCString();
    const receiver = await startReceiver([{ status: 503, headers: { "retry-after": at } }]);
    const failure: unknown = await (await chainOf(await loadHook(receiver.origin)))().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "503" });
    expect((failure as HandlerFailure).retryAfterMs).toBeGreaterThan(30_000);
    expect((failure as HandlerFailure).retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  test.each([400, 401, 403, 404, 405, 413, 415, 422])("of %i is final", async (status) => {
    const receiver = await startReceiver([{ status }]);
    await expect((await chainOf(await loadHook(receiver.origin)))()).rejects.toMatchObject({
      code: String(status),
      retryable: false,
    });
  });

  test.each([301, 302, 303, 307, 308])("of %i is final, and not followed", async (status) => {
    const elsewhere = await startReceiver();
    const inside = await startReceiver([{ status, headers: { location: elsewhere.origin } }]);
    const outside = await startReceiver([{ status, headers: { location: "http://169.254.169.254/latest/meta-data" } }]);
    for (const { origin } of [inside, outside]) {
      await expect((await chainOf(await loadHook(origin)))()).rejects.toMatchObject({
        code: String(status),
        retryable: false,
      });
    }
    expect(elsewhere.received).toEqual([]);
  });

  test("of 410 switches the handler off: later events pass it over, and that is said once", async () => {
    const log = keepingLog();
    const receiver = await startReceiver(() => ({ status: 410 }));
    const handler = await loadHook(receiver.origin, {}, log);
    const seen: string[] = [];
    const run = await chainOf(
      handler,
      handlerOf("next", ({ event }) => void seen.push(event.event.id)),
    );
    expect(handler.switchedOff?.()).toBeUndefined();
    await Promise.all(
      [run(), run()].map((one) => expect(one).rejects.toMatchObject({ code: "410", retryable: false })),
    );
    await run();
    expect(receiver.received).toHaveLength(2);
    expect(seen).toHaveLength(1);
    expect(handler.switchedOff?.()).toBe(`${receiver.origin} answered 410 (Gone)`);
    expect(log.lines).toMatchObject([{ level: "error", fields: { origin: receiver.origin } }]);
  });
});

describe("no answer is tried again", () => {
  test("nobody listens", async () => {
    const run = await chainOf(await loadHook("http://127.0.0.1:1/hook?token=hunter2"));
    const failed = run();
    await expect(failed).rejects.toMatchObject({ code: "KW_OUTGOING_FAILED", retryable: true });
    await expect(failed).rejects.not.toThrow("hunter2");
  });

  test("the connection breaks off", async () => {
    const receiver = await startReceiver(({ socket }) => (socket.destroy(), {}));
    await expect((await chainOf(await loadHook(receiver.origin)))()).rejects.toMatchObject({
      code: "KW_OUTGOING_FAILED",
      retryable: true,
    });
  });

  test.each([
    { drips: "its body", reply: { ...json({}), body: repeating(" ", 1000) } },
    { drips: "nothing", reply: delay(3_600_000, {}, { ref: false }) },
  ])("a receiver that drips $drips is ended by the time limit", async ({ reply }) => {
    const receiver = await startReceiver(() => reply);
    const run = await chainOf(await loadHook(receiver.origin, { timeoutMs: 500 }));
    await expect(run()).rejects.toMatchObject({ code: "KW_HANDLER_TIMEOUT", retryable: true });
    await vi.waitFor(() => expect(receiver.received[0]?.socket.destroyed).toBe(true), patience);
  });

  test("a name that resolves to this machine, without the operator's consent", async () => {
    const receiver = await startReceiver();
    const url = `http://localhost:${receiver.port}/`;
    await expect((await chainOf(await loadHook(url, { allowPrivate: false })))()).rejects.toMatchObject({
      code: "KW_ADDRESS_REFUSED",
    });
    expect(receiver.received).toEqual([]);
  });
});

describe("connections", () => {
  test("are used again", async () => {
    const receiver = await startReceiver([{ status: 503, body: "later" }, json({})]);
    const run = await chainOf(await loadHook(receiver.origin));
    await expect(run()).rejects.toThrow("503");
    for (let call = 0; call < 20; call += 1) await run();
    // Right after an answer its connection is not free yet.
    expect(new Set(receiver.received.map(({ socket }) => socket)).size).toBeLessThanOrEqual(2);
  });

  test("that the receiver closed meanwhile are replaced", async () => {
    const receiver = await startReceiver();
    const run = await chainOf(await loadHook(receiver.origin));
    await run();
    receiver.closeIdle();
    await vi.waitFor(() => expect(receiver.received[0]?.socket.destroyed).toBe(true), patience);
    await run();
    expect(receiver.received).toHaveLength(2);
  });

  test("are not more than calls may be in flight", async () => {
    let inFlight = 0;
    const most: number[] = [];
    const receiver = await startReceiver(async () => {
      most.push((inFlight += 1));
      await delay(20);
      inFlight -= 1;
      return {};
    });
    const run = await chainOf(await loadHook(receiver.origin, { concurrency: 2 }));
    await Promise.all(Array.from({ length: 10 }, () => run()));
    expect(Math.max(...most)).toBe(2);
    expect(new Set(receiver.received.map(({ socket }) => socket)).size).toBe(2);
  });

  test("a rate holds back what goes beyond it", async () => {
    const receiver = await startReceiver();
    const run = await chainOf(await loadHook(receiver.origin, { rate: { calls: 2, perMs: 3_600_000 } }));
    await run();
    await run();
    const passage = new Passage();
    const held = run({ passage });
    passage.giveUp();
    await expect(held).rejects.toThrow("stopping");
    expect(receiver.received).toHaveLength(2);
  });
});

describe("whether it could be called", () => {
  test("is found by connecting, without posting", async () => {
    const receiver = await startReceiver();
    const handler = await loadHook(receiver.origin);
    await handler.ready?.(AbortSignal.timeout(30_000));
    expect(receiver.received).toEqual([]);
  });

  test.each(["http://127.0.0.1:1/", "http://host.invalid/"])("%s is not reached", async (url) => {
    const handler = await loadHook(url);
    await expect(handler.ready?.(AbortSignal.timeout(30_000))).rejects.toMatchObject({ code: "KW_OUTGOING_FAILED" });
  });

  test("what takes too long is not reached either", async () => {
    const handler = await loadHook("http://127.0.0.1:1/");
    await expect(handler.ready?.(AbortSignal.abort())).rejects.toMatchObject({ code: "KW_OUTGOING_FAILED" });
  });
});

async function* repeating(text: string, pauseMs: number): AsyncGenerator<string> {
  for (;;) {
    yield text;
    await delay(pauseMs);
  }
}

function missing(): Received {
  throw new Error("It was not posted to");
}
