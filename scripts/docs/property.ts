import type { TSchema } from "typebox";
import { referenceTitle } from "../../sdk/config-schema/text.ts";

/** As much of a JSON Schema as the tables of the documentation need. */
export interface Property {
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly format?: string;
  readonly formatMinimum?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Property;
  readonly anyOf?: readonly Property[];
  readonly properties?: Readonly<Record<string, Property>>;
  readonly patternProperties?: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}

/** A schema as it is published. */
export function plainSchema(schema: TSchema): Property {
  return JSON.parse(JSON.stringify(schema)) as Property;
}

/** What may be written there, in words. */
export function typeOf(property: Property): string {
  const { type, items, patternProperties } = property;
  if (property.const !== undefined) return asCode(property.const);
  if (property.anyOf !== undefined) return alternatives(property.anyOf);
  if (property.enum !== undefined) return property.enum.map(asCode).join(" or ");
  if (type === "array" && items !== undefined) return `list of ${several(items)}`;
  if (patternProperties !== undefined) return `table of ${Object.values(patternProperties).map(several).join(", ")}`;
  if (type === "object") return "table";
  return `${property.format === "duration" ? "duration" : type}${bounds(property)}`;
}

/** A default as it would be written; "" if there is none, or if it only stands for the defaults of a table's own keys. */
export function defaultOf({ default: byDefault, items, type }: Property): string {
  const isOfTables = type === "object" || items?.type === "object";
  return byDefault === undefined || isOfTables ? "" : asCode(byDefault);
}

/** A string may be a reference wherever it stands, which goes without saying. */
function alternatives(properties: readonly Property[]): string {
  const own = properties.filter(({ title }) => title !== referenceTitle);
  return [...new Set(own.map(typeOf))].join(" or ");
}

function several(property: Property): string {
  const one = typeOf(property);
  return one === "string" || one === "table" ? `${one}s` : one;
}

function bounds({ formatMinimum, minimum, maximum }: Property): string {
  if (formatMinimum !== undefined) return `, at least ${asCode(formatMinimum)}`;
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  return "";
}

function asCode(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}
