import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { KeyPath } from "./key-path.ts";
import { type Document, readDocument } from "./document.ts";

const directory = mkdtempSync(join(tmpdir(), "kwatchman-document-"));
afterAll(() => rmSync(directory, { recursive: true }));

const codes = {
  notFound: "KW_CONFIG_NOT_FOUND",
  syntax: "KW_CONFIG_SYNTAX",
  invalid: "KW_CONFIG_INVALID",
  unknownKey: "KW_CONFIG_UNKNOWN_KEY",
} as const;

async function read(name: string, text: string): Promise<Document> {
  writeFileSync(join(directory, name), text);
  return readDocument(join(directory, name), codes);
}

const toml = `a = 1
[retry]
"odd key" = 3
b.c = 2

[[handler]]
when = { kinds = ["x",
  "y"], z.y = 1 }
[handler.limits]
cpu = 1
[[handler]]
[[handler.steps]]
run = 1
`;

const yaml = `a: 1
retry:
  "odd key": 3
  b: { c: 2 }

handler:
  - when:
      kinds: [x,
        y]
  - steps:
      - run: 1
      - &step
        run: 2
      - *step
`;

const json = `{
\t"a": 1,
\t"retry": {
\t\t"odd key": 3, "b": {
\t\t\t"c": 2 } },
\t"handler": [
\t\t{ "when": { "kinds": ["x",
\t\t\t"y"] } },
\t\t{}
\t]
}
`;

test.each<[string, string, KeyPath, number]>([
  ["x.toml", toml, ["a"], 1],
  ["x.toml", toml, ["retry", "odd key"], 3],
  ["x.toml", toml, ["retry", "b", "c"], 4],
  ["x.toml", toml, ["retry", "none"], 2],
  ["x.toml", toml, ["handler", 0], 6],
  ["x.toml", toml, ["handler", 0, "when", "kinds", 1], 8],
  ["x.toml", toml, ["handler", 0, "when", "z", "y"], 8],
  ["x.toml", toml, ["handler", 0, "limits", "cpu"], 10],
  ["x.toml", toml, ["handler", 1, "none"], 11],
  ["x.toml", toml, ["handler", 1, "steps", 0, "run"], 13],
  ["x.yaml", yaml, ["retry", "odd key"], 3],
  ["x.yaml", yaml, ["retry", "b", "c"], 4],
  ["x.yaml", yaml, ["retry", "none"], 2],
  ["x.yaml", yaml, ["handler", 0], 7],
  ["x.yaml", yaml, ["handler", 0, "when", "kinds", 1], 9],
  ["x.yaml", yaml, ["handler", 1, "steps", 0, "run"], 11],
  ["x.yaml", yaml, ["handler", 1, "steps", 2, "run"], 14],
  ["x.json", json, ["retry", "b", "c"], 5],
  ["x.json", json, ["handler", 0, "when", "kinds", 1], 8],
  ["x.json", json, ["handler", 1, "none"], 9],
])("%s: the place of %4$j", async (name, text, path, line) => {
  const document = await read(name, text);

  expect(document.locate(path)).toBe(`${join(directory, name)}:${line}`);
});

test("what no line has is placed in the file", async () => {
  const document = await read("x.toml", toml);

  expect(document.locate(["none"])).toBe(join(directory, "x.toml"));
});

test("a text that only one of the two TOML parsers takes is read, its keys without lines", async () => {
  const document = await read("x.toml", "day = 2021-02-30\n");

  expect(Object.keys(document.tree)).toEqual(["day"]);
  expect(document.locate(["day"])).toBe(join(directory, "x.toml"));
});

test("dates are their text, a byte order mark is no text, and an empty file has no keys", async () => {
  expect((await read("x.toml", "\uFEFFday = 2026-11-22\n")).tree["day"]).toBe("2026-11-22");
  expect((await read("x.yaml", "")).tree).toEqual({});
  expect((await read("x.toml", "")).tree).toEqual({});
});

test("a YAML file whose aliases explode is refused", async () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let depth = 1; depth < 6; depth += 1) {
    lines.push(
      `a${depth}: &a${depth} [${Array(10)
        .fill(`*a${depth - 1}`)
        .join(", ")}]`,
    );
  }

  await expect(read("x.yaml", lines.join("\n"))).rejects.toThrow(/Expected valid YAML, got .*Excessive alias count/);
});
