import * as fc from "fast-check";
import { expect, test } from "vitest";
import { LineSplitter } from "./line-splitter.ts";

function split(chunks: readonly Buffer[]): string[] {
  const splitter = new LineSplitter();
  return chunks.flatMap((chunk) => [...splitter.push(chunk)]).map((line) => line.toString("utf8"));
}

test("however the bytes are cut, the lines are the same", () => {
  const lines = fc.array(fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes("\n")));
  const cuts = fc.array(fc.nat(), { maxLength: 20 });
  fc.assert(
    fc.property(lines, cuts, (texts, positions) => {
      const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(""));
      const places = [0, ...positions.map((at) => at % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
      const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      expect(split(chunks)).toEqual(texts);
    }),
  );
});

test("only a newline ends a line: not U+2028, which JSON may hold unescaped", () => {
  expect(split([Buffer.from('{"a":"\u2028\u2029\r"}\n')])).toEqual(['{"a":"\u2028\u2029\r"}']);
});

test("a line of 32 MiB is one, and a longer one is refused before it has ended", () => {
  const mebibyte = Buffer.alloc(1024 * 1024, "x");
  const pieces = Array.from({ length: 32 }, () => mebibyte);
  expect(split([...pieces, Buffer.from("\n")]).map((line) => line.length)).toEqual([32 * 1024 * 1024]);
  expect(() => split([...pieces, Buffer.from("x")])).toThrow(
    expect.objectContaining({ code: "KW_WATCH_LINE_TOO_LONG" }),
  );
});

test("a line that has not ended is kept back", () => {
  expect(split([Buffer.from("one\ntw")])).toEqual(["one"]);
});
