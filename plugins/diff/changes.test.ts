import * as fc from "fast-check";
import jsonPatch from "fast-json-patch";
import { expect, test } from "vitest";
import { changesBetween } from "./changes.ts";

const scalar = fc.oneof(fc.constantFrom("a", "b", "c", 1, 2, true), fc.constant(null));
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, scalar, tie("object"), tie("list"), tie("named")),
  object: fc.dictionary(fc.constantFrom("x", "y/z", "~w", "name", "valueOf"), tie("tree"), { maxKeys: 4 }),
  list: fc.array(tie("tree"), { maxLength: 5 }),
  named: fc
    .uniqueArray(fc.tuple(fc.constantFrom("web", "metrics", "proxy", "init"), tie("tree")), {
      selector: ([name]) => name,
    })
    .map((elements) => elements.map(([name, rest]) => ({ name, rest }))),
}));

function applied(old: object, changes: readonly { op: string; path: string; value?: unknown }[]): unknown {
  const operations = structuredClone(changes) as Parameters<typeof jsonPatch.applyPatch>[1];
  return jsonPatch.applyPatch(structuredClone(old), operations, true).newDocument;
}

test("changes applied to the old object give the current one", () => {
  fc.assert(
    fc.property(tree, tree, (old, current) => {
      expect(applied({ spec: old }, changesBetween({ spec: old }, { spec: current }))).toEqual({ spec: current });
    }),
    { numRuns: 2000 },
  );
});

test("the inverse of each change, applied backwards, gives the old object", () => {
  fc.assert(
    fc.property(tree, tree, (old, current) => {
      const inverse = changesBetween({ spec: old }, { spec: current })
        .toReversed()
        .map(({ op, path, oldValue }) => {
          if (op === "add") return { op: "remove", path };
          return { op: op === "remove" ? "add" : "replace", path, value: oldValue };
        });
      expect(applied({ spec: current }, inverse)).toEqual({ spec: old });
    }),
  );
});

test("equal objects have no changes", () => {
  fc.assert(
    fc.property(tree, (one) => {
      expect(changesBetween({ one }, structuredClone({ one }))).toEqual([]);
    }),
  );
});

test("a named element put in front is one addition, and a change in the next one stays a change", () => {
  const old = {
    env: [
      { name: "A", value: "1" },
      { name: "B", value: "2" },
    ],
  };
  const current = {
    env: [
      { name: "NEW", value: "0" },
      { name: "A", value: "1" },
      { name: "B", value: "3" },
    ],
  };
  expect(changesBetween(old, current)).toEqual([
    { op: "replace", path: "/env/1/value", value: "3", oldValue: "2" },
    { op: "add", path: "/env/0", value: { name: "NEW", value: "0" } },
  ]);
});

test("an argument put in front is one addition", () => {
  expect(changesBetween({ args: ["--a", "--b"] }, { args: ["--first", "--a", "--b"] })).toEqual([
    { op: "add", path: "/args/0", value: "--first" },
  ]);
});

test("an argument changed in its place is one replacement", () => {
  expect(changesBetween({ args: ["--a", "--v=1"] }, { args: ["--a", "--v=2"] })).toEqual([
    { op: "replace", path: "/args/1", value: "--v=2", oldValue: "--v=1" },
  ]);
});

test("an element that moved is taken out and put in; the others stay", () => {
  const [a, b, c] = [{ name: "a" }, { name: "b" }, { name: "c" }];
  expect(changesBetween({ list: [a, b, c] }, { list: [b, c, a] })).toEqual([
    { op: "remove", path: "/list/0", oldValue: a },
    { op: "add", path: "/list/2", value: a },
  ]);
});

test("a list within an element of a list that moved is compared by its names, too", () => {
  const old = { containers: [{ name: "web", env: [{ name: "A", value: "1" }] }] };
  const web = { name: "web", env: [{ name: "B", value: "2" }, ...(old.containers[0]?.env ?? [])] };
  expect(changesBetween(old, { containers: [{ name: "proxy" }, web] })).toEqual([
    { op: "add", path: "/containers/0/env/0", value: { name: "B", value: "2" } },
    { op: "add", path: "/containers/0", value: { name: "proxy" } },
  ]);
});

test("two mounts of one volume are told apart by where they are mounted", () => {
  const old = {
    mounts: [
      { name: "data", mountPath: "/a" },
      { name: "data", mountPath: "/b" },
    ],
  };
  expect(changesBetween(old, { mounts: old.mounts.slice(1) })).toEqual([
    { op: "remove", path: "/mounts/0", oldValue: { name: "data", mountPath: "/a" } },
  ]);
});

test("members are told apart from what every object inherits", () => {
  expect(changesBetween({ labels: {} }, { labels: { constructor: "a" } })).toEqual([
    { op: "add", path: "/labels/constructor", value: "a" },
  ]);
  expect(changesBetween({ list: [{ toString: "a" }] }, { list: [{}] })).toEqual([
    { op: "remove", path: "/list/0/toString", oldValue: "a" },
  ]);
});

test("an object with very many changes is compared like any other", () => {
  const labels = Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`l${index}`, "a"]));
  expect(changesBetween({ labels: { ...labels } }, { labels: {} })).toHaveLength(200_000);
});
