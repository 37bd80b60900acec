import { referenceTitle } from "../../../sdk/config-schema/text.ts";
import { isTable, type Table } from "../document/plain-tree.ts";
import { stringFormat } from "./formats.ts";
import { type ObjectWords, tables } from "./object-words.ts";

/** What a schema asks for, to complete "Expected `key` to be …": its title, if its author gave one. */
export function describeSchema(schema: unknown, words = tables): string {
  if (!isTable(schema)) return "a valid value";
  const { title } = schema;
  if (typeof title === "string" && title !== referenceTitle) return title;
  const branches = branchesOf(schema);
  if (branches.length > 0) return joinWithOr([...new Set(branches.map((branch) => describeSchema(branch, words)))]);
  if ("const" in schema) return JSON.stringify(schema["const"]);
  if (Array.isArray(schema["enum"])) return joinWithOr(schema["enum"].map((value) => JSON.stringify(value)));
  const { type } = schema;
  if (Array.isArray(type)) return joinWithOr(type.map((one) => describeType({ ...schema, type: one }, words)));
  return describeType(schema, words);
}

/** The branches of a union, those of unions inside it among them; empty for any other schema. */
function branchesOf(schema: Table): Table[] {
  const branches = schema["anyOf"] ?? schema["oneOf"];
  if (!Array.isArray(branches)) return [];
  return branches.filter(isTable).flatMap((branch) => {
    if (branch["title"] === referenceTitle) return [];
    const inner = branchesOf(branch);
    return inner.length > 0 ? inner : [branch];
  });
}

function describeType(schema: Table, words: ObjectWords): string {
  switch (schema["type"]) {
    case "string":
      return describeString(schema);
    case "integer":
      return `an integer${describeBounds(schema)}`;
    case "number":
      return `a number${describeBounds(schema)}`;
    case "boolean":
      return "true or false";
    case "array":
      return describeList(schema, words);
    case "object":
      return schema["maxProperties"] === 1 ? `${words.one} with one key` : words.one;
    case "null":
      return "null";
    default:
      return "pattern" in schema || "format" in schema ? describeString(schema) : "a valid value";
  }
}

function describeString(schema: Table): string {
  const { format, pattern, minLength, maxLength } = schema;
  if (typeof format === "string") return describeFormat(format);
  if (typeof pattern === "string") return `a string that matches ${pattern}`;
  if (minLength === 1 && maxLength === undefined) return "a string that is not empty";
  if (minLength !== undefined || maxLength !== undefined) {
    return `a string of ${describeRange(minLength, maxLength)} characters`;
  }
  return "a string";
}

function describeFormat(format: string): string {
  if (format === "uri" || format === "url") return 'a URL such as "https://example.com/path"';
  return stringFormat(format)?.expected ?? `a string in the format "${format}"`;
}

function describeBounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Table): string {
  if (exclusiveMinimum !== undefined) return ` above ${JSON.stringify(exclusiveMinimum)}`;
  if (exclusiveMaximum !== undefined) return ` below ${JSON.stringify(exclusiveMaximum)}`;
  if (minimum === undefined && maximum === undefined) return "";
  return minimum !== undefined && maximum !== undefined
    ? ` from ${JSON.stringify(minimum)} to ${JSON.stringify(maximum)}`
    : ` of ${describeRange(minimum, maximum)}`;
}

function describeList({ items, minItems, maxItems }: Table, words: ObjectWords): string {
  const what = isTable(items) ? describeItems(items, words) : "";
  if (minItems === undefined && maxItems === undefined) return `a list${what}`;
  if (minItems === 1 && maxItems === undefined) return `a list${what} that is not empty`;
  return `a list${what} with ${describeRange(minItems, maxItems)} items`;
}

function describeItems(items: Table, words: ObjectWords): string {
  const branches = branchesOf(items);
  const types = new Set((branches.length > 0 ? branches : [items]).map(({ type }) => type));
  if (types.size !== 1) return "";
  if (types.has("string")) return " of strings";
  return types.has("object") ? ` of ${words.many}` : "";
}

function describeRange(minimum: unknown, maximum: unknown): string {
  const written = (bound: unknown): string => JSON.stringify(bound);
  if (maximum === undefined) return `at least ${written(minimum)}`;
  if (minimum === undefined) return `at most ${written(maximum)}`;
  return `${written(minimum)} to ${written(maximum)}`;
}

/** `a, b or c`. */
export function joinWithOr(phrases: readonly string[]): string {
  if (phrases.length < 2) return phrases[0] ?? "nothing";
  return `${phrases.slice(0, -1).join(", ")} or ${phrases.at(-1)}`;
}
