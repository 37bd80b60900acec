import { readFileSync } from "node:fs";
import { format } from "oxfmt";
import formatOptions from "../../.oxfmtrc.json" with { type: "json" };
import { builtInKinds } from "../../src/cluster/discovery/built-in-kinds.ts";
import { replaceBetween } from "../replace-between.ts";
import { alertsTable } from "./alerts-table.ts";
import { valuesSchema } from "./values-schema.ts";
import { valuesTable } from "./values-table.ts";

export const chartFolder = new URL("../../charts/kwatchman/", import.meta.url);

/** What `npm run chart` writes: the texts by path in the chart's folder, formatted as everything here is. */
export async function chartFiles(): Promise<ReadonlyMap<string, string>> {
  const read = (name: string) => readFileSync(new URL(name, chartFolder), "utf8");
  const readme = replaceBetween(
    replaceBetween(read("README.md"), "README.md", "values", valuesTable(read("values.yaml"))),
    "README.md",
    "alerts",
    alertsTable(read("files/alerts.json")),
  );
  const files = {
    "files/kinds.json": JSON.stringify(builtInKinds),
    "values.schema.json": JSON.stringify(valuesSchema),
    "README.md": readme,
  };
  const formatted = Object.entries(files).map(
    async ([name, text]) => [name, (await format(name, text, formatOptions)).code] as const,
  );
  return new Map(await Promise.all(formatted));
}
