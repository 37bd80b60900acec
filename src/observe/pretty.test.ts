import { expect, test } from "vitest";
import { prettyLine } from "./pretty.ts";

const time = "2026-11-22T11:00:01.123Z";
const local = new Date(time).toTimeString().slice(0, 8);
const change = { level: "info", time, handler: "log", action: "update", resource: "Deployment", subject: "shop/web" };

function shown(line: Readonly<Record<string, unknown>>): string[] {
  return prettyLine({ level: "info", time, ...line }, false).split("\n");
}

test("a change is its action, kind and key, with the diff under it", () => {
  const diff = { text: "@@ spec @@\n-  replicas: 3\n+  replicas: 5", changes: [] };
  expect(shown({ ...change, id: "x", missed: false, merged: 1, diff, msg: "change" })).toEqual([
    `${local} update Deployment shop/web`,
    "         @@ spec @@",
    "         -  replicas: 3",
    "         +  replicas: 5",
  ]);
});

test("a change says that it was there at the start, that it was missed, and how many it stands for", () => {
  expect(shown({ ...change, action: "delete", missed: true, merged: 3, msg: "change" })).toEqual([
    `${local} delete Deployment shop/web (missed) (3 changes in one)`,
  ]);
  expect(shown({ ...change, action: "add", initial: true, msg: "change" })).toEqual([
    `${local} add Deployment shop/web (was there)`,
  ]);
});

test("what goes is red and what comes is green", () => {
  const text = prettyLine({ ...change, diff: { text: "-a\n+b" }, msg: "change" }, true);
  expect(text).toContain("\u001B[31m-a\u001B[39m");
  expect(text).toContain("\u001B[32m+b\u001B[39m");
});

test("a message has its level unless it is plain information, who says it, and its fields", () => {
  expect(shown({ msg: "synced", objects: 3, note: "a b" })).toEqual([`${local} synced objects=3 note="a b"`]);
  expect(shown({ level: "warn", handler: "slack", msg: "retrying" })).toEqual([`${local} warn slack: retrying`]);
});

test("an error stands under its message, its causes under it", () => {
  const cause = { name: "Error", message: "refused", stack: "Error: refused\n    at connect (net.js:1:1)" };
  const error = { name: "KwatchmanError", code: "KW_X", message: "two\nlines", mend: "Do this.", cause };
  expect(shown({ level: "error", msg: "failed", error }).slice(1)).toEqual([
    "         KW_X: two",
    "         lines",
    "         Do this.",
    "         caused by Error: refused",
    "             at connect (net.js:1:1)",
  ]);
});

test.each([
  ["a string", "said", "error: said"],
  ["an object without a message", { a: 1 }, 'error: {"a":1}'],
])("an error may be %s", (_, error, expected) => {
  expect(shown({ msg: "failed", error }).slice(1)).toEqual([`         ${expected}`]);
});

test("a long value stands under its line", () => {
  const object = { text: "x".repeat(120) };
  expect(shown({ msg: "manifest", object })).toEqual([
    `${local} manifest`,
    "         object:",
    "           {",
    `             "text": "${object.text}"`,
    "           }",
  ]);
});

test("of a long diff a person sees the beginning, and how much more there is", () => {
  const text = ["@@ data @@", ...Array.from({ length: 5000 }, (_, n) => `+  line ${n}`)].join("\n");
  const lines = prettyLine({ ...change, diff: { text }, msg: "change" }, false).split("\n");
  expect(lines).toHaveLength(82);
  expect(lines.slice(-2)).toEqual(["         +  line 78", "         … 4,921 more lines"]);

  const long = prettyLine({ ...change, diff: { text: `+  a: ${"x".repeat(2000)}` }, msg: "change" }, false);
  expect(long).toMatch(/\+ {2}a: x{394} … 1,606 more characters$/);
});

test("no text from the cluster can act on the terminal", () => {
  const evil = "\u001B[2J\u009B1m\r\u202E\u2066\u2028";
  const diff = { text: `+  a: ${evil}` };
  const lines = [
    prettyLine({ ...change, subject: evil, resource: evil, diff, msg: "change" }, false),
    prettyLine({ level: evil, time, msg: evil, handler: evil, [evil]: evil, error: { message: evil } }, false),
  ];
  // oxlint-disable-next-line no-control-regex -- these must not be there
  for (const text of lines) expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e\u2066]/);
});
