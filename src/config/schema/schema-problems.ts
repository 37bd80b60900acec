import type { ErrorCode } from "../../errors/catalogue.ts";
import type { Problem } from "../../errors/problems.ts";
import { type KeyPath, valueAt, writeKeyPath } from "../document/key-path.ts";
import { problemAt } from "../document/problem-at.ts";
import type { ResolvedDocument } from "../document/references.ts";
import type { SchemaError } from "./ajv.ts";
import { expectedBy, explain, pathOf, propertiesOf } from "./mistake.ts";
import { didYouMean, nearest } from "./nearest.ts";
import { foldUnions } from "./unions.ts";
import { valueInWords } from "./value-in-words.ts";

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
  return valueInWords(valueAt(document.tree, path), { isSecret });
}

function wrongValue(error: SchemaError, path: KeyPath, context: SchemaProblemsContext): Problem {
  const { document, invalid, writeOnly } = context;
  const isSecret = isWithin(writeOnly, error.instancePath);
  const expected = expectedBy(error);
  const isHidden = isSecret || document.origins.has(writeKeyPath(path));
  const why = isHidden ? "" : explain(error);
  const got = tellValue(document, path, isSecret);
  const says = `Expected \`${writeKeyPath(path)}\` to be ${expected}, got ${got}`;
  return problemAt(document, path, { code: invalid, says, hint: why });
}

/** A key whose name the author chooses. Its value is nobody's business here. */
function wrongName(error: SchemaError, path: KeyPath, { document, invalid }: SchemaProblemsContext): Problem {
  const expected = expectedBy(error);
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

function isWithin(pointers: ReadonlySet<string>, pointer: string): boolean {
  return [...pointers].some((outer) => `${pointer}/`.startsWith(`${outer}/`));
}
