import { expect, test } from "vitest";
import { EventSchema } from "../../sdk/event-schema.ts";
import { ManifestSchema } from "../../sdk/manifest.ts";
import { ResultSchema } from "../../sdk/result-schema.ts";
import { callContext } from "../../sdk/testing/index.ts";
import { createHostHooks } from "../../src/pipeline/host-hooks.ts";
import { documents } from "./documents.ts";

const documentation = documents.find(({ file }) => file === "docs/plugins.md")?.text ?? "";

/** The rows of the tables whose first cell is a name in code, by that name, with the other cells. */
const tables = documentation.split(/\n\n/).flatMap((part) => {
  const rows = part.split("\n").flatMap((line) => /^\| `(\w+)` +\|(.*)\|$/.exec(line)?.slice(1) ?? []);
  return rows.length === 0 ? [] : [tableOf(rows)];
});
const [manifest, event, context, error, hooks] = tables;

test("the table of the manifest has every key, and no other", () => {
  expect(Object.keys(manifest ?? {})).toEqual(Object.keys(ManifestSchema.properties));
});

test("the table of the manifest has the schema's defaults, and says what is required", () => {
  const properties = ManifestSchema.properties as Readonly<Record<string, { readonly default?: unknown }>>;
  const defaults = Object.entries(properties).filter(([, schema]) => schema.default !== undefined);

  expect(defaults.map(([key]) => key)).toEqual(["timeout", "once", "concurrency"]);
  for (const [key, schema] of defaults) expect(manifest?.[key]).toContain(`\`${JSON.stringify(schema.default)}\``);
  const required = Object.entries(manifest ?? {}).filter(([, row]) => row.includes("Required."));
  expect(required.map(([key]) => key)).toEqual(ManifestSchema.required);
});

test("the table of the event has every member of its data, and no other", () => {
  expect(Object.keys(event ?? {})).toEqual(Object.keys(EventSchema.properties.data.properties));
});

test("the table of the context has every member, and no other", () => {
  expect(Object.keys(context ?? {}).toSorted()).toEqual(Object.keys(callContext({})).toSorted());
});

test("the table of a result's error has every member, and no other", () => {
  expect(Object.keys(error ?? {})).toEqual(Object.keys(ResultSchema.properties.error.properties));
});

test("the table of the hooks has every hook, and no other, and says which are synchronous", () => {
  const silent = callContext({}).log;
  const kinds = Object.entries(createHostHooks(silent)).map(([name, hook]) => [name, hook.constructor.name]);
  const documented = Object.entries(hooks ?? {}).map(([name, row]) => [
    name,
    row.trim().startsWith("synchronous") ? "SyncHook" : "AsyncSeriesHook",
  ]);

  expect(documented).toEqual(kinds);
});

function tableOf(rows: readonly string[]): Readonly<Record<string, string>> {
  const table: Record<string, string> = {};
  for (let index = 0; index < rows.length; index += 2) table[rows[index] ?? ""] = rows[index + 1] ?? "";
  return table;
}
