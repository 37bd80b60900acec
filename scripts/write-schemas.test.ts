import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { publishedSchemas } from "./published-schemas.ts";

const directory = new URL("../sdk/schemas/", import.meta.url);

test("the published schemas are up to date: `npm run schemas` would change nothing", async () => {
  const published = new Map(
    readdirSync(directory).map((name) => [name, readFileSync(new URL(name, directory), "utf8")]),
  );

  expect(published).toEqual(await publishedSchemas());
});
