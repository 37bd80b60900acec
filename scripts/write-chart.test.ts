import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import packageJson from "../package.json" with { type: "json" };
import { chartFiles, chartFolder } from "./chart/chart-files.ts";

const read = (name: string) => readFileSync(new URL(name, chartFolder), "utf8");

test("what the chart's files are made of is in them: `npm run chart` would change nothing", async () => {
  const made = await chartFiles();
  expect(new Map([...made.keys()].map((name) => [name, read(name)]))).toEqual(made);
});

test("the chart has the package's version", () => {
  const { version } = packageJson;
  expect(parse(read("Chart.yaml"))).toMatchObject({ version, appVersion: version });
});
