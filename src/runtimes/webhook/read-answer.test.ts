import { describe, expect, test } from "vitest";
import { readAnswer } from "./read-answer.ts";

const url = new URL("https://tickets.example/hook?token=hunter2");
const now = Date.UTC(2026, 10, 22, 7);
const json = { "content-type": "application/json" };

function answer(status: number, headers: Readonly<Record<string, string>> = {}, body = "", isCut = false): unknown {
  return readAnswer({ status, headers, body: Buffer.from(body), isCut }, { url, hidden: ["hunter2"], now });
}

function failure(...given: Parameters<typeof answer>): unknown {
  try {
    return answer(...given);
  } catch (error) {
    return error;
  }
}

describe("2xx", () => {
  test.each(["application/json", "Application/JSON; charset=utf-8", "application/vnd.example+json", "text/json"])(
    "of type %s: the body is the result",
    (type) => {
      expect(answer(200, { "content-type": type }, '\uFEFF{"next":false}')).toEqual({ next: false });
    },
  );

  test.each([
    ["no type", {}, '{"next":false}'],
    ["text", { "content-type": "text/plain" }, '{"next":false}'],
    ["HTML", { "content-type": "text/html" }, "<h1>ok</h1>"],
    ["JSON with nothing in it", json, " \n"],
    ["a name that only begins like it", { "content-type": "application/jsonseq" }, "x"],
  ])("with %s: it says nothing", (_, headers, body) => {
    expect(answer(204, headers, body)).toBeUndefined();
  });

  test("with JSON that is none, or too long", () => {
    expect(failure(200, json, "{oops")).toMatchObject({ code: "KW_RESULT_INVALID" });
    expect(failure(200, json, "{", true)).toMatchObject({ code: "KW_RESULT_TOO_LARGE" });
    expect(answer(200, { "content-type": "text/html" }, "<", true)).toBeUndefined();
  });
});

describe("another status", () => {
  test.each([408, 409, 425, 429, 500, 501, 502, 503, 504, 599])("%i may pass", (status) => {
    expect(failure(status)).toMatchObject({ code: String(status), retryable: true, retryAfterMs: undefined });
  });

  test.each([300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 410, 413, 415, 422, 451])(
    "%i is final",
    (status) => {
      expect(failure(status, { location: "http://169.254.169.254/" })).toMatchObject({
        code: String(status),
        retryable: false,
      });
    },
  );

  test.each([
    ["30", 30_000],
    ["Sun, 22 Nov 2026 07:01:00 GMT", 60_000],
  ])("asks to wait by Retry-After: %s", (value, ms) => {
    expect(failure(429, { "retry-after": value })).toMatchObject({ code: "429", retryAfterMs: ms });
  });

  test("is told with the beginning of its body, and without the URL's path", () => {
    expect(failure(503, {}, "<h1>\nDown for\n maintenance</h1>")).toMatchObject({
      message:
        "Expected https://tickets.example to answer 2xx, it answered 503 (Service Unavailable): <h1> Down for maintenance</h1>",
    });
    expect(failure(403, {}, "not you, hunter2")).toMatchObject({
      message: expect.stringMatching(/: not you, \*\*\*$/),
    });
    expect(failure(599)).toMatchObject({
      message: "Expected https://tickets.example to answer 2xx, it answered 599 (unknown)",
    });
  });

  test("may say itself what is wrong, and whether and when to try again", () => {
    const error = { message: "no such queue", retryable: false, retryAfterMs: 5 };
    expect(failure(500, json, JSON.stringify({ error }))).toMatchObject({
      message: expect.stringMatching(/: no such queue$/),
      code: "500",
      retryable: false,
      retryAfterMs: 5,
    });
    expect(failure(400, json, '{"error":{"message":"busy","retryable":true}}')).toMatchObject({ retryable: true });
    expect(failure(410, json, '{"error":{"message":"busy","retryable":true}}')).toMatchObject({ retryable: false });
  });

  test.each([
    "{oops",
    "null",
    '"text"',
    '{"error":"no"}',
    '{"error":{"message":1,"retryable":"no","retryAfterMs":-1}}',
  ])("decides if the body does not: %s", (body) => {
    expect(failure(503, json, body)).toMatchObject({ code: "503", retryable: true, retryAfterMs: undefined });
  });
});
