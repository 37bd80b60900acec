import { expect, test } from "vitest";
import { parseWatchEvent } from "./watch-event.ts";

const parse = (value: unknown) => parseWatchEvent(Buffer.from(JSON.stringify(value)));

test("an event is read as it is", () => {
  const event = { type: "ADDED", object: { metadata: { name: "web" } } };
  expect(parse(event)).toMatchObject(event);
});

test("an ERROR event is thrown, with its code and the server's words", () => {
  const object = { kind: "Status", code: 410, reason: "Expired", message: "too old resource version: 1 (9)" };
  expect(() => parse({ type: "ERROR", object })).toThrow("too old resource version: 1 (9) (410 in the stream)");
});

test.each([
  ["a web page", "<html>", "a web page"],
  ["garbage, such as half a Secret", '"password":"aHVudGVyMg=="}}}', "28 bytes that are not JSON"],
  ["an unknown type", '{"type":"WINK","object":{"metadata":{}}}', "40 bytes of JSON that is none"],
  ["no object", '{"type":"ADDED"}', "16 bytes of JSON that is none"],
  ["null", "null", "4 bytes of JSON that is none"],
  ["an object without metadata", '{"type":"ADDED","object":{}}', "28 bytes of JSON that is none"],
  ["metadata that is null", '{"type":"ADDED","object":{"metadata":null}}', "43 bytes of JSON that is none"],
])("%s is refused, and not shown", (_, text, words) => {
  expect(() => parseWatchEvent(Buffer.from(text))).toThrow(
    expect.objectContaining({ message: `expected a watch event, got ${words}` }),
  );
});

test("an event has its object's text, both without managedFields", () => {
  const { object, json = "" } = parse({ type: "ADDED", object: { metadata: { name: "wéb", managedFields: [{}] } } });
  expect(object).toEqual({ metadata: { name: "wéb" } });
  expect(JSON.parse(json)).toEqual(object);
});

test("a line that is laid out in another way is read as well, without a text of its object", () => {
  const text = '{"object": {"metadata": {"name": "web"}}, "type": "ADDED"}';
  const event = parseWatchEvent(Buffer.from(text));
  expect(event).toEqual(JSON.parse(text));
});
