import { readFileSync } from "node:fs";
import { format } from "oxfmt";
import formatOptions from "../../.oxfmtrc.json" with { type: "json" };
import { replaceBetween } from "../replace-between.ts";
import { configTables } from "./config-tables.ts";
import { errorsTable } from "./errors-table.ts";

export const docsFolder = new URL("../../docs/", import.meta.url);

/** What `npm run docs` writes: the documents' texts by name, with their tables as the code has it. */
export async function documents(): Promise<ReadonlyMap<string, string>> {
  const configuration = read("configuration.md");
  const written = {
    "configuration.md": withTables(configuration, "configuration.md", configTables(configuration)),
    "errors.md": withTables(read("errors.md"), "errors.md", new Map([["codes", errorsTable()]])),
  };
  const formatted = Object.entries(written).map(
    async ([name, text]) => [name, (await format(name, text, formatOptions)).code] as const,
  );
  return new Map(await Promise.all(formatted));
}

function withTables(document: string, name: string, tables: ReadonlyMap<string, string>): string {
  let text = document;
  for (const [mark, table] of tables) text = replaceBetween(text, name, mark, table);
  return text;
}

function read(name: string): string {
  return readFileSync(new URL(name, docsFolder), "utf8");
}
