import { expect, test } from "vitest";
import { ConfigSchema } from "../../sdk/config-schema.ts";
import { HandlerConfigSchema } from "../../sdk/config-schema/handler.ts";
import { ResourceConfigSchema } from "../../sdk/config-schema/resource.ts";
import { defaultOf, plainSchema, typeOf } from "./property.ts";

const { cluster, maxPending, drainTimeout, watch, pluginDirs, retry, handler } = ConfigSchema.properties;
const { metadataOnly, namespaces, labelSelector } = ResourceConfigSchema.properties;
const { mode, secret, headers } = HandlerConfigSchema.properties;

test.each([
  { property: cluster, type: "string" },
  { property: maxPending, type: "integer, 1 to 10000000", byDefault: "`10000`" },
  { property: drainTimeout, type: "duration", byDefault: '`"25s"`' },
  { property: watch.properties.timeout, type: 'duration, at least `"1s"`', byDefault: '`"105s"`' },
  { property: pluginDirs, type: "list of strings", byDefault: "`[]`" },
  { property: retry, type: "table" },
  { property: handler, type: "list of tables" },
  { property: metadataOnly, type: "boolean", byDefault: "`false`" },
  { property: namespaces, type: "list of strings", byDefault: "`[]`" },
  { property: labelSelector, type: "string", byDefault: '`""`' },
  { property: mode, type: '`"once"` or `"stream"`' },
  { property: secret, type: "string or list of strings" },
  { property: headers, type: "table of strings" },
])(
  "a key's type is said in words, its default as in JSON unless that is a table's: $type, $byDefault",
  ({ property, type, byDefault = "" }) => {
    const plain = plainSchema(property);
    expect([typeOf(plain), defaultOf(plain)]).toEqual([type, byDefault]);
  },
);
