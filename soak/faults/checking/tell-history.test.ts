import { expect, test } from "vitest";
import { add, history, list, vanish, written } from "./fixtures/life.ts";
import { tellHistory } from "./tell-history.ts";

test("an object's history is told in the order of time: written, listed and told", () => {
  const told = tellHistory(
    history({
      written: written(["a", 1], ["a", null]),
      seen: [add(1100, "a", 1, { initial: true }), vanish(9100, "a", 1)],
      lists: [list(9000)],
    }),
  );
  expect(told.split("\n")).toEqual([
    "ConfigMap shop/web",
    "  00:00:01.000  written  #1 at 10  uid a, sent 00:00:00.990",
    "  00:00:01.100  told     add  nothing -> #1 at 10  uid a  initial",
    "  00:00:02.000  written  deleted  uid a, sent 00:00:01.990",
    "  00:00:09.005  listed",
    "  00:00:09.100  told     delete  #1 at 10 -> #1 at 10  uid a  missed, final state unknown",
  ]);
});
