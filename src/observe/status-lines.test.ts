import * as fc from "fast-check";
import { expect, test } from "vitest";
import { openScreen } from "./fixtures/screen.ts";
import { openStatusLines } from "./status-lines.ts";

const size = { columns: 20, rows: 10 };

test("whatever is written and shown, the log stands whole above the lines shown last", () => {
  const word = fc.stringMatching(/^[a-z]{1,15}$/);
  const step = fc.oneof(fc.record({ log: word }), fc.record({ show: fc.array(word, { maxLength: 6 }) }));
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const screen = openScreen();
      const { stream, ...lines } = openStatusLines(screen, () => size);
      for (const each of steps) {
        if ("log" in each) stream.write(`${each.log}\n`);
        else lines.show(each.show);
      }
      const logged = steps.flatMap((each) => ("log" in each ? [each.log] : []));
      const shown = steps.flatMap((each) => ("show" in each ? [each.show] : [])).at(-1) ?? [];
      expect(screen.lines()).toEqual([...logged, ...shown]);
    }),
  );
});

test("a line is cut where it would wrap, and lines that have no room are counted", () => {
  const screen = openScreen();
  openStatusLines(screen, () => ({ columns: 12, rows: 5 })).show(["a long line indeed", "b", "c", "d"]);
  expect(screen.lines()).toEqual(["a long line", "b", "… 2 more"]);
});

test("a terminal that does not know its size is taken for a common one", () => {
  const screen = openScreen();
  openStatusLines(screen, () => ({ columns: 0, rows: 0 })).show(["x".repeat(100), "b"]);
  expect(screen.lines()).toEqual(["x".repeat(79), "b"]);
});

test("without lines nothing but the log is written", () => {
  const written: string[] = [];
  const { stream, ...lines } = openStatusLines({ write: (text) => void written.push(text) }, () => size);
  lines.show([]);
  stream.write("one\n");
  expect(written).toEqual(["one\n"]);
});
