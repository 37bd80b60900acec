import { expect, test } from "vitest";
import { ConfigSchema } from "../../sdk/config-schema.ts";
import { HandlerConfigSchema } from "../../sdk/config-schema/handler.ts";
import { ResourceConfigSchema } from "../../sdk/config-schema/resource.ts";
import { defaultOf, plainSchema, typeOf } from "./property.ts";

test.each([
  { property: ConfigSchema.properties.cluster, type: "string" },
  { property: ConfigSchema.properties.maxPending, type: "integer, 1 to 10000000" },
  { property: ConfigSchema.properties.drainTimeout, type: "duration" },
  { property: ConfigSchema.properties.watch.properties.timeout, type: 'duration, at least `"1s"`' },
  { property: ConfigSchema.properties.retry, type: "table" },
  { property: ConfigSchema.properties.handler, type: "list of tables" },
  { property: ResourceConfigSchema.properties.metadataOnly, type: "boolean" },
  { property: ResourceConfigSchema.properties.namespaces, type: "list of strings" },
  { property: HandlerConfigSchema.properties.mode, type: '`"once"` or `"stream"`' },
  { property: HandlerConfigSchema.properties.secret, type: "string or list of strings" },
  { property: HandlerConfigSchema.properties.headers, type: "table of strings" },
])("a key's type is said in words: $type", ({ property, type }) => {
  expect(typeOf(plainSchema(property))).toBe(type);
});

test.each([
  { property: ConfigSchema.properties.maxPending, byDefault: "`10000`" },
  { property: ConfigSchema.properties.drainTimeout, byDefault: '`"25s"`' },
  { property: ResourceConfigSchema.properties.labelSelector, byDefault: '`""`' },
  { property: ConfigSchema.properties.pluginDirs, byDefault: "`[]`" },
  { property: ConfigSchema.properties.cluster, byDefault: "" },
  { property: ConfigSchema.properties.retry, byDefault: "" },
  { property: ConfigSchema.properties.handler, byDefault: "" },
])("a default is written as it would be in JSON, and left out for a table: $byDefault", ({ property, byDefault }) => {
  expect(defaultOf(plainSchema(property))).toBe(byDefault);
});
