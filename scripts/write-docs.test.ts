import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { docsFolder, documents } from "./docs/documents.ts";

test("the tables of the documentation are up to date: `npm run docs` would change nothing", async () => {
  const made = await documents();

  const written = new Map([...made.keys()].map((name) => [name, readFileSync(new URL(name, docsFolder), "utf8")]));
  expect(written).toEqual(made);
});
