import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findingKinds } from "./findings.ts";

const documentation = readFileSync(new URL("../../../docs/conform.md", import.meta.url), "utf8");

test("the table of docs/conform.md has every finding with its grade and what it means, and no other", () => {
  const rows = documentation.split("\n").flatMap((line) => {
    const [, code = "", grade = "", says = ""] = /^\| `([\w-]+)` *\| (\w+) *\| (.*?) *\|$/.exec(line) ?? [];
    return code === "" ? [] : [[code, grade, says]];
  });

  expect(rows).toEqual(Object.entries(findingKinds).map(([code, { grade, says }]) => [code, grade, says]));
});
