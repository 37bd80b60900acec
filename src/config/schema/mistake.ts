import { type KeyPath, pathOfPointer } from "../document/key-path.ts";
import { isTable } from "../document/plain-tree.ts";
import type { SchemaError } from "./ajv.ts";
import { describeSchema } from "./describe.ts";
import { stringFormat } from "./formats.ts";
import type { ObjectWords } from "./object-words.ts";

/** What should stand where the mistake is, to complete "Expected `key` to be …". */
export function expectedBy({ keyword, parentSchema, params }: SchemaError, words?: ObjectWords): string {
  const missing = keyword === "required" ? String(params["missingProperty"]) : undefined;
  return describeSchema(missing === undefined ? parentSchema : propertiesOf(parentSchema)[missing], words);
}

/** What the format has to say about the value, and its bounds; of keywords that no description covers, Ajv's own words. */
export function explain({ keyword, params, data, message }: SchemaError): string {
  if (keyword === "format" && typeof data === "string") {
    const mistake = stringFormat(params["format"])?.mistake(data) ?? "";
    return mistake === "" ? "" : `: ${mistake}`;
  }
  if (keyword === "formatMinimum") return `: the least is "${String(params["limit"])}"`;
  if (keyword === "formatMaximum") return `: the most is "${String(params["limit"])}"`;
  return describedKeywords.has(keyword) ? "" : `: it ${message ?? "is not valid"}`;
}

const describedKeywords: ReadonlySet<string> = new Set([
  "type",
  "const",
  "enum",
  "anyOf",
  "oneOf",
  "required",
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
]);

/** The place a mistake is about; of a missing or unknown key, the key's own. */
export function pathOf({ instancePath, keyword, params, propertyName }: SchemaError): KeyPath {
  const path = pathOfPointer(instancePath);
  if (propertyName !== undefined) return [...path, propertyName];
  if (keyword === "required") return [...path, String(params["missingProperty"])];
  if (keyword === "additionalProperties") return [...path, String(params["additionalProperty"])];
  return path;
}

export function propertiesOf(schema: unknown): Readonly<Record<string, unknown>> {
  return isTable(schema) && isTable(schema["properties"]) ? schema["properties"] : {};
}
