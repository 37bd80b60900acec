import { expect, test } from "vitest";
import { changesBetween } from "./changes.ts";
import { diffText } from "./text.ts";

function textOf(old: object, current: object): string[] {
  return diffText(old, changesBetween(old, current)).split("\n");
}

test("a changed member stands under the names that lead to it", () => {
  const container = { name: "web", image: "nginx:1.27" };
  const old = { spec: { containers: [{ name: "proxy", image: "envoy:1" }, container] } };
  const current = { spec: { containers: [old.spec.containers[0], { ...container, image: "nginx:1.28" }] } };
  expect(textOf(old, current)).toEqual(["@@ spec.containers[web] @@", "-  image: nginx:1.27", "+  image: nginx:1.28"]);
});

test("changes in one place share a heading, in the order of their keys", () => {
  expect(textOf({ spec: { b: 1, c: { d: 1 } } }, { spec: { a: true, b: 2, c: { d: 2 } } })).toEqual([
    "@@ spec @@",
    "+  a: true",
    "-  b: 1",
    "+  b: 2",
    "@@ spec.c @@",
    "-  d: 1",
    "+  d: 2",
  ]);
});

test("an added element is a YAML list item under its list", () => {
  const env = [{ name: "A", value: "1" }];
  expect(textOf({ env }, { env: [{ name: "B", value: "8080", from: [] }, ...env] })).toEqual([
    "@@ env @@",
    "+  - name: B",
    '+    value: "8080"',
    "+    from: []",
  ]);
});

test("the object's own members stand under a dot", () => {
  expect(textOf({ kind: "ConfigMap" }, { kind: "ConfigMap", immutable: true })).toEqual([
    "@@ . @@",
    "+  immutable: true",
  ]);
});

test("elements beyond the tenth stay in order", () => {
  const old = { args: Array.from({ length: 12 }, (_, index) => `a${index}`) };
  const current = { args: old.args.map((arg, index) => (index === 2 || index === 10 ? `${arg}!` : arg)) };
  expect(textOf(old, current)).toEqual(["@@ args @@", "-  - a2", '+  - "a2!"', "-  - a10", '+  - "a10!"']);
});

test("of a text with many lines only the changed ones are shown, with two around them", () => {
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}\n`);
  const changed = lines.with(3, "three\n").toSpliced(15, 1);
  expect(textOf({ data: { "a.conf": lines.join("") } }, { data: { "a.conf": changed.join("") } })).toEqual([
    '@@ data["a.conf"] @@',
    "   line 1",
    "   line 2",
    "-  line 3",
    "+  three",
    "   line 4",
    "   line 5",
    "   ...",
    "   line 13",
    "   line 14",
    "-  line 15",
    "   line 16",
    "   line 17",
  ]);
});

test("a lost newline at the end of a text shows", () => {
  expect(textOf({ data: { a: "x\ny\n" } }, { data: { a: "x\ny" } })).toEqual([
    "@@ data.a @@",
    "   x",
    "   y",
    "+  \\ no newline at the end",
  ]);
});

test("an added text is a block", () => {
  expect(textOf({ data: {} }, { data: { "a.conf": "x\ny\n" } })).toEqual([
    "@@ data @@",
    "+  a.conf: |",
    "+    x",
    "+    y",
  ]);
});

test.each([
  ["8080", '"8080"'],
  ["true", '"true"'],
  ["", '""'],
  ["a: b", '"a: b"'],
  ["- a", '"- a"'],
  ["# a", '"# a"'],
  ["é", '"é"'],
  ["--verbose", "--verbose"],
  ["registry.example/web:1.27@sha256", "registry.example/web:1.27@sha256"],
  ["\u001B[31m", '"\\u001b[31m"'],
])("the string %j reads as %s", (value, shown) => {
  expect(textOf({}, { value })).toEqual(["@@ . @@", `+  value: ${shown}`]);
});

test("control characters in the lines of a text are shown, not sent", () => {
  expect(textOf({ a: "x\n" }, { a: "\u001B[2J\r\n" })).toEqual(["@@ a @@", "-  x", "+  \\u001b[2J\\r"]);
});
