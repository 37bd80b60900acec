import type { ErrorCode } from "../../errors/catalogue.ts";
import type { Problem } from "../../errors/problems.ts";
import { type KeyPath, pathOfPointer, valueAt, writeKeyPath } from "../document/key-path.ts";
import { isTable } from "../document/plain-tree.ts";
import { problemAt } from "../document/problem-at.ts";
import type { ResolvedDocument } from "../document/references.ts";
import type { SchemaError } from "./ajv.ts";
import { describeSchema } from "./describe.ts";
import { stringFormat } from "./formats.ts";
import { didYouMean, nearest } from "./nearest.ts";
import { foldUnions } from "./unions.ts";

/** What the mistakes are about, and how they are told. */
export interface SchemaProblemsContext {
  readonly document: ResolvedDocument;
  /** Where the value that was checked stands in the document. */
  readonly at: KeyPath;
  readonly invalid: ErrorCode;
  readonly unknownKey: ErrorCode;
  /** JSON Pointers, from the value that was checked, of values that no message may show. */
  readonly writeOnly: ReadonlySet<string>;
  /** Keys that could have been meant beside those of the schema. */
  readonly otherKeys?: readonly string[];
}

/** Turns Ajv's errors into problems, one for each mistake: the only place that does. */
export function schemaProblems(errors: readonly SchemaError[], context: SchemaProblemsContext): Problem[] {
  const problems = new Map<string, Problem>();
  const folded = foldUnions(errors);
  const misspelt = new Set(folded.filter(isUnknownKey).map((error) => writeKeyPath(meantPath(error, context))));
  for (const error of folded) {
    // Says only that the error about the name itself follows.
    if (error.keyword === "propertyNames") continue;
    const path = [...context.at, ...pathOf(error)];
    const key = writeKeyPath(path);
    const isTold = problems.has(key) || (error.keyword === "required" && misspelt.has(key));
    if (isTold || context.document.missing.has(key)) continue;
    problems.set(key, tellMistake(error, path, context));
  }
  return [...problems.values()];
}

function tellMistake(error: SchemaError, path: KeyPath, context: SchemaProblemsContext): Problem {
  if (isUnknownKey(error)) return unknownKey(error, path, context);
  return error.propertyName === undefined ? wrongValue(error, path, context) : wrongName(error, path, context);
}

function isUnknownKey({ keyword }: SchemaError): boolean {
  return keyword === "additionalProperties";
}

/** The path of the key that was probably meant by an unknown one: it is not reported as missing. */
function meantPath(error: SchemaError, { at }: SchemaProblemsContext): KeyPath {
  const path = [...at, ...pathOf(error)];
  return [...path.slice(0, -1), nearest(String(path.at(-1)), Object.keys(propertiesOf(error.parentSchema))) ?? ""];
}

/** How a value is told: as written, or where it came from if it may be a secret. */
export function tellValue(document: ResolvedDocument, path: KeyPath, isSecret = false): string {
  const origin = document.origins.get(writeKeyPath(path));
  if (origin !== undefined) return `the value of ${origin}`;
  const value = valueAt(document.tree, path);
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (isTable(value)) return "a table";
  if (isSecret) return `a secret (${typeof value})`;
  if (value === null) return "null";
  // JSON has no word for NaN and the infinities, TOML has.
  const written =
    typeof value === "number" ? String(value) : JSON.stringify(typeof value === "string" ? cut(value) : value);
  return `\`${written}\` (${typeof value})`;
}

function wrongValue(error: SchemaError, path: KeyPath, context: SchemaProblemsContext): Problem {
  const { document, invalid, writeOnly } = context;
  const isSecret = isWithin(writeOnly, error.instancePath);
  const expected = describeSchema(error.keyword === "required" ? missingSchema(error) : error.parentSchema);
  const isHidden = isSecret || document.origins.has(writeKeyPath(path));
  const why = isHidden ? "" : explain(error);
  const got = tellValue(document, path, isSecret);
  const says = `Expected \`${writeKeyPath(path)}\` to be ${expected}, got ${got}`;
  return problemAt(document, path, { code: invalid, says, hint: why });
}

/** A key whose name the author chooses. Its value is nobody's business here. */
function wrongName(error: SchemaError, path: KeyPath, { document, invalid }: SchemaProblemsContext): Problem {
  const expected = describeSchema(error.parentSchema);
  const table = writeKeyPath(path.slice(0, -1));
  const says = `Expected each key of \`${table}\` to be ${expected}, got \`${String(path.at(-1))}\``;
  return problemAt(document, path, { code: invalid, says, hint: explain(error) });
}

function unknownKey(error: SchemaError, path: KeyPath, context: SchemaProblemsContext): Problem {
  const known = [...Object.keys(propertiesOf(error.parentSchema)), ...(context.otherKeys ?? [])];
  const hint = didYouMean(String(path.at(-1)), known, "`");
  return problemAt(context.document, path, {
    code: context.unknownKey,
    says: `Expected a known key, got \`${writeKeyPath(path)}\``,
    hint,
    mend: hint === "" && known.length > 0 ? `Known keys: ${known.join(", ")}.` : undefined,
  });
}

/** What the format has to say about the value, and its bounds; of keywords that no description covers, Ajv's own words. */
function explain({ keyword, params, data, message }: SchemaError): string {
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
function pathOf({ instancePath, keyword, params, propertyName }: SchemaError): KeyPath {
  const path = pathOfPointer(instancePath);
  if (propertyName !== undefined) return [...path, propertyName];
  if (keyword === "required") return [...path, String(params["missingProperty"])];
  if (keyword === "additionalProperties") return [...path, String(params["additionalProperty"])];
  return path;
}

function missingSchema({ parentSchema, params }: SchemaError): unknown {
  return propertiesOf(parentSchema)[String(params["missingProperty"])];
}

function propertiesOf(schema: unknown): Readonly<Record<string, unknown>> {
  return isTable(schema) && isTable(schema["properties"]) ? schema["properties"] : {};
}

function isWithin(pointers: ReadonlySet<string>, pointer: string): boolean {
  return [...pointers].some((outer) => `${pointer}/`.startsWith(`${outer}/`));
}

function cut(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
