import type { TSchema } from "typebox";
import { ConfigSchema } from "../../sdk/config-schema.ts";
import { HandlerConfigSchema } from "../../sdk/config-schema/handler.ts";
import { ResourceConfigSchema } from "../../sdk/config-schema/resource.ts";
import { defaultOf, plainSchema, type Property, typeOf } from "./property.ts";

const { retry, watch, store, http } = ConfigSchema.properties;
const { when, tls } = HandlerConfigSchema.properties;

/** The schemas that docs/configuration.md has tables of, by the mark of each table. */
const schemas: Readonly<Record<string, TSchema>> = {
  "keys of the file": ConfigSchema,
  "keys of retry": retry,
  "keys of watch": watch,
  "keys of store": store,
  "keys of http": http,
  "keys of resource": ResourceConfigSchema,
  "keys of handler": HandlerConfigSchema,
  "keys of tls": tls,
  "keys of when": when,
};

/** The tables of a document's keys, by mark; a key with a section of its own is linked to it. */
export function configTables(document: string): ReadonlyMap<string, string> {
  const sections = new Set([...document.matchAll(/^#+ (\w+)$/gm)].map(([, title = ""]) => title));
  return new Map(Object.entries(schemas).map(([mark, schema]) => [mark, tableOf(plainSchema(schema), sections)]));
}

function tableOf({ properties = {}, required = [] }: Property, sections: ReadonlySet<string>): string {
  const rows = Object.entries(properties).map(([key, property]) => {
    if (!property.description) throw new Error(`Expected the schema to say what ${key} means`);
    const name = sections.has(key) ? `[\`${key}\`](#${key.toLowerCase()})` : `\`${key}\``;
    const meaning = `${required.includes(key) ? "Required. " : ""}${property.description}`;
    return `| ${name} | ${typeOf(property)} | ${defaultOf(property)} | ${meaning.replaceAll("|", String.raw`\|`)} |`;
  });
  return ["| key | type | default | meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
