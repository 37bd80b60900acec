import { expect, test } from "vitest";
import { guestErrorOf, logLinesOf, tableOf } from "./check-ask.ts";

test.each([undefined, null, 7, {}, "", "[", "[]", "7", "null", '"text"'])("%j is no table", (text) => {
  expect(tableOf(text)).toBeUndefined();
});

test("of an error only what has the right type is taken", () => {
  const wrong = { name: 1, message: {}, code: 7, retryable: "no", retryAfterMs: "9", stack: [], other: 1 };
  expect(guestErrorOf(JSON.stringify(wrong))).toEqual({ name: "", message: "" });
  expect(guestErrorOf("[")).toEqual({ name: "", message: "" });

  const right = { name: "E", message: "m", code: "c", retryable: false, retryAfterMs: 9, stack: "s" };
  expect(guestErrorOf(JSON.stringify({ ...right, other: 1 }))).toEqual(right);
});

test("of lines of the log only those that are some are taken", () => {
  const right = { level: "warn", message: "m", fields: "{}" };
  const wrong = [{ ...right, level: "constructor" }, { ...right, message: 1 }, null, "line", { level: "info" }];

  expect(logLinesOf(JSON.stringify([right, ...wrong, { level: "info", message: "n", fields: 1 }]))).toEqual([
    right,
    { level: "info", message: "n" },
  ]);
  expect(logLinesOf('1}],"lines":[')).toEqual([]);
});
