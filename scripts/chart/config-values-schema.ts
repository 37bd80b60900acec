import { ConfigSchema } from "../../sdk/config-schema.ts";

type Schema = Record<string, unknown>;

/** What the chart sets itself. */
const ownKeys = ["$schema", "http", "dropInDir"];

/** The formats that only kwatchman knows, as far as a pattern can say them; it checks them itself at its start. */
const patterns: Readonly<Record<string, string>> = {
  duration: String.raw`^(\d+(\.\d+)?(ms|s|m|h))+$`,
  rate: String.raw`^\d+(\.\d+)?/`,
};

/** The configuration as a chart's values: without what the chart sets, and with plain strings where the chart reads them. */
export function configValuesSchema(): Schema {
  const schema = plain(structuredClone(ConfigSchema)) as { properties: Record<string, Schema> };
  const { properties } = schema;
  for (const key of ownKeys) delete properties[key];
  delete propertiesOf(properties["store"])["path"];
  properties["drainTimeout"] = withoutReference(properties["drainTimeout"]);
  const entry = propertiesOf(properties["resource"]?.["items"]);
  for (const key of ["kind", "apiVersion"]) entry[key] = withoutReference(entry[key]);
  const namespaces = entry["namespaces"] as { items: Schema };
  namespaces.items = withoutReference(namespaces.items);
  return schema;
}

function propertiesOf(schema: unknown): Record<string, Schema> {
  return (schema as { properties: Record<string, Schema> }).properties;
}

/** `{ env }` and `{ file }` are known in the pod only. */
function withoutReference({ anyOf, ...annotations }: Schema = {}): Schema {
  const [text] = anyOf as [Schema];
  return { ...text, ...annotations };
}

/** Formats have other meanings elsewhere: "duration" is one of ISO 8601's. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const { format, formatMinimum: _, ...members } = value as Schema;
  const pattern = typeof format === "string" ? patterns[format] : undefined;
  const rest = Object.fromEntries(Object.entries(members).map(([key, member]) => [key, plain(member)]));
  return { ...rest, ...(pattern !== undefined && { pattern }) };
}
