import * as fc from "fast-check";
import { expect, test } from "vitest";
import { LineCutter } from "./line-cutter.ts";

test("however a text is cut into chunks, its lines are the same", () => {
  const text = fc.stringMatching(/^[aé\n]*$/u).map((string) => Buffer.from(string));
  fc.assert(
    fc.property(text, fc.array(fc.nat({ max: 5 })), (bytes, sizes) => {
      const lines = linesOf(chunksOf(bytes, sizes), 1000);
      const expected = bytes.toString("utf8").split("\n");
      if (expected.at(-1) === "") expected.pop();
      expect(lines).toEqual(expected.map((line) => [line, 0]));
    }),
  );
});

test("of a longer line no more is held than it may have, and the next one is whole", () => {
  expect(linesOf([Buffer.from("ab"), Buffer.from("cde"), Buffer.from("fg\nhi\n")], 4)).toEqual([
    ["abcd", 3],
    ["hi", 0],
  ]);
});

function linesOf(chunks: readonly Buffer[], maxBytes: number): [string, number][] {
  const cutter = new LineCutter(maxBytes);
  return [...chunks.flatMap((chunk) => [...cutter.push(chunk)]), ...cutter.end()].map(({ bytes, dropped }) => [
    bytes.toString("utf8"),
    dropped,
  ]);
}

function chunksOf(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let start = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(start, start + size));
    start += size;
  }
  return [...chunks, bytes.subarray(start)];
}
