import { describe, expect, test } from "vitest";
import { deploymentEvent } from "../../../../sdk/testing/index.ts";
import { hostFrames, readFrame } from "./frames.ts";

test("an event's frame has the event's own bytes", () => {
  const json = '{ "kept" : "as it is" }';
  const call = { event: { event: deploymentEvent(), json }, attempt: 2, deadline: 0, signal: AbortSignal.abort() };

  expect(hostFrames.event("7", call)).toBe(
    `{"type":"event","id":"7","attempt":2,"deadline":"1970-01-01T00:00:00.000Z","event":${json}}\n`,
  );
});

test("a frame is one line for readers that cut at Unicode's line ends, too", () => {
  const json = JSON.stringify({ text: "a\u2028b\u2029c" });
  const call = { event: { event: deploymentEvent(), json }, attempt: 1, deadline: 0, signal: AbortSignal.abort() };
  const frame = hostFrames.event("7", call);

  expect(frame).not.toMatch(/[\u2028\u2029]/);
  expect((JSON.parse(frame) as { event: unknown }).event).toEqual({ text: "a\u2028b\u2029c" });
});

describe("a line is a frame", () => {
  test.each(['{"type":"pong"}', '{"type":"result","id":"1"}\r', '{"type":"ready","contract":1,"more":true}'])(
    "if it is a JSON object of a known type: %s",
    (line) => {
      expect(readFrame(Buffer.from(line))).toEqual(JSON.parse(line));
    },
  );

  test.each(["", "pong", "{", '{"type":"event"}', '{"type":null}', "[]", ' {"type":"pong"}', "{}", '"pong"'])(
    "and otherwise is none: %j",
    (line) => {
      expect(readFrame(Buffer.from(line))).toBeUndefined();
    },
  );
});
