import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ConfigSchema, HandlerConfigSchema, ResourceConfigSchema } from "../../sdk/config-schema.ts";
import { loadConfiguration } from "../registry/load-configuration.ts";
import { isTable, type Table } from "./document/plain-tree.ts";

const text = readFileSync(resolve(import.meta.dirname, "../../docs/configuration.md"), "utf8");
const directory = mkdtempSync(join(tmpdir(), "kwatchman-docs-"));
afterAll(() => rmSync(directory, { recursive: true }));

const { retry, watch, store, http } = ConfigSchema.properties;
const { when, tls } = HandlerConfigSchema.properties;

/** The schema that each section's table is about, and where its keys stand. */
const sections = [
  { title: "Top level", schema: ConfigSchema, at: "" },
  { title: "retry", schema: retry, at: "retry." },
  { title: "watch", schema: watch, at: "watch." },
  { title: "store", schema: store, at: "store." },
  { title: "http", schema: http, at: "http." },
  { title: "resource", schema: ResourceConfigSchema, at: "resource." },
  { title: "handler", schema: HandlerConfigSchema, at: "handler." },
  { title: "when", schema: when, at: "when." },
  { title: "tls", schema: tls, at: "tls." },
];

describe.each(sections)("the documentation of $title", ({ title, schema }) => {
  const rows = rowsOf(title);
  const properties: Readonly<Record<string, unknown>> = schema.properties;

  test("has every key of the schema, and no other", () => {
    expect(rows.map(({ key }) => key)).toEqual(Object.keys(properties));
  });

  test("has the schema's defaults", () => {
    const documented = rows.map(({ key, byDefault }) => [key, byDefault]);
    const expected = rows.map(({ key, byDefault }) => [key, writtenDefault(properties[key]) ?? byDefault]);

    expect(documented).toEqual(expected);
  });

  test("has a meaning for every key, as the schema has", () => {
    expect(rows.filter(({ meaning }) => meaning === "")).toEqual([]);
    const undescribed = Object.values(properties).filter((property) => !isTable(property) || !property["description"]);
    expect(undescribed).toEqual([]);
  });
});

const examples = [...text.matchAll(/^```(toml|yaml|json)\n(.*?)^```/gms)].map(
  ([, ending = "", example = ""], index) => ({
    ending,
    example,
    index,
  }),
);

test.each(examples)("example $index of the documentation, in $ending, is right", async ({ ending, example, index }) => {
  const file = join(directory, `example-${index}.${ending}`);
  writeFileSync(file, example);

  const { handlers } = await loadConfiguration(
    file,
    {},
    {
      SLACK_WEBHOOK_URL: "https://hooks.example/x",
      TICKET_TOKEN: "Bearer x",
    },
  );

  expect(handlers).not.toEqual([]);
});

interface Row {
  readonly key: string;
  readonly byDefault: string;
  readonly meaning: string;
}

/** The rows of the table in a section: key, type, default, meaning. */
function rowsOf(title: string): Row[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("| `"));
  return lines.map((line) => {
    const [, key = "", , byDefault = "", meaning = ""] = line.split("|").map((cell) => cell.trim());
    return { key: key.replaceAll("`", ""), byDefault, meaning };
  });
}

/** A default as the documentation writes it; undefined if the schema has none that is a value of its own. */
function writtenDefault(property: unknown): string | undefined {
  const byDefault = isTable(property) ? property["default"] : undefined;
  if (byDefault === undefined || isTable(byDefault) || isEmptyListOfTables(property as Table)) return undefined;
  return `\`${JSON.stringify(byDefault)}\``;
}

function isEmptyListOfTables({ items }: Table): boolean {
  return isTable(items) && items["type"] === "object";
}
