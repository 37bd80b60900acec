import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FrameReader, frameOf } from "./frames.ts";

test("messages arrive as they were sent, however their bytes are cut", () => {
  const messages = fc.array(fc.record({ text: fc.string({ unit: "binary" }), number: fc.integer() }), { maxLength: 4 });
  fc.assert(
    fc.property(messages, fc.integer({ min: 1, max: 20 }), (sent, size) => {
      const bytes = Buffer.from(sent.map(frameOf).join(""));
      const reader = new FrameReader(100_000);
      const received: unknown[] = [];
      for (let at = 0; at < bytes.length; at += size) received.push(...reader.push(bytes.subarray(at, at + size)));
      expect(received).toEqual(JSON.parse(JSON.stringify(sent)));
    }),
  );
});

test("a line that is too long is refused before it is complete", () => {
  const reader = new FrameReader(10);
  expect([...reader.push(Buffer.from('"12345678"\n"1234'))]).toEqual(["12345678"]);

  expect(() => [...reader.push(Buffer.from("567890"))]).toThrow(RangeError);
});

test("what is not JSON is refused", () => {
  expect(() => [...new FrameReader(100).push(Buffer.from("no\n"))]).toThrow(SyntaxError);
});
