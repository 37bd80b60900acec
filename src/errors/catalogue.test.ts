import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { catalogue } from "./catalogue.ts";

const root = resolve(import.meta.dirname, "../..");
const codes = Object.keys(catalogue);

test("the catalogue is sorted", () => {
  expect(codes).toEqual(codes.toSorted());
});

test("every code is documented, in the same order, and no other is", () => {
  const documentation = readFileSync(join(root, "docs/errors.md"), "utf8");
  const documented = [...documentation.matchAll(/^## (KW_\w+)$/gm)].map(([, code]) => code);

  expect(documented).toEqual(codes);
});

test("every code's documentation says when it appears and how to mend it", () => {
  const [, ...sections] = readFileSync(join(root, "docs/errors.md"), "utf8").split(/^## /m);
  const incomplete = sections.filter((section) => !/^- \*\*Appears\*\* .*^- \*\*Mend\*\* /ms.test(section));

  expect(incomplete).toEqual([]);
});

test("every code is used", () => {
  const files = globSync("src/**/*.ts", {
    cwd: root,
    exclude: ["**/*.test.ts", "src/errors/**", "src/cli/report-error.ts"],
  });
  const sources = files.map((file) => readFileSync(join(root, file), "utf8")).join("\n");

  expect(codes.filter((code) => !sources.includes(`"${code}"`))).toEqual([]);
});
