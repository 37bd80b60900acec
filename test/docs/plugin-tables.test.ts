import { expect, test } from "vitest";
import { EventSchema } from "../../sdk/event-schema.ts";
import { ManifestSchema } from "../../sdk/manifest.ts";
import { ResultSchema } from "../../sdk/result-schema.ts";
import { callContext } from "../../sdk/testing/index.ts";
import { stringFormats } from "../../src/config/schema/formats.ts";
import { createHostHooks } from "../../src/pipeline/chain/host-hooks.ts";
import { documents } from "./documents.ts";

const manifest = tableBelow("docs/plugins.md", "key");
const [event, context, error] = [0, 1, 2].map((place) => tableBelow("docs/contract.md", "member", place));
const hooks = tableBelow("docs/module.md", "hook");

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

test("the formats that settings may have are all named, and no other", () => {
  const [, list = ""] = /kwatchman's own: (.*?)\.\n/s.exec(textOf("docs/plugins.md")) ?? [];
  const named = [...list.replaceAll(/\(.*?\)/g, "").matchAll(/`([^`]+)`/g)].map(([, name]) => name);

  expect(named).toEqual(Object.keys(stringFormats).toSorted());
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

/** The rows of a document's table, by the name in code in their first cell, under a head that begins with this word. */
function tableBelow(file: string, head: string, place = 0): Readonly<Record<string, string>> {
  const tables = textOf(file)
    .split(/\n\n/)
    .filter((part) => part.startsWith(`| ${head} `));
  const rows = tables[place]?.matchAll(/^\| `(\w+)` +\|(.*)\|$/gm) ?? [];
  return Object.fromEntries([...rows].map(([, name = "", others = ""]) => [name, others]));
}

function textOf(file: string): string {
  return documents.find((document) => document.file === file)?.text ?? "";
}
