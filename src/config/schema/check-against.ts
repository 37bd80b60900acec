import type { ValidateFunction } from "ajv";
import type { Problem } from "../../errors/problems.ts";
import { pathOfPointer, valueAt } from "../document/key-path.ts";
import { compileSchema, validate } from "./ajv.ts";
import { schemaProblems, type SchemaProblemsContext } from "./schema-problems.ts";

/** What checking a value found. */
export interface SchemaCheck {
  readonly problems: Problem[];
  /** The strings that the schema marks `writeOnly`. */
  readonly secrets: string[];
  /** The JSON Pointers of what it marks so. */
  readonly secretPointers: readonly string[];
}

const compiled = new WeakMap<object, ValidateFunction>();

/** Checks a value against a JSON Schema and fills defaults in. Throws Ajv's error if the schema itself is broken. */
export function checkAgainst(
  schema: object,
  value: object,
  context: Omit<SchemaProblemsContext, "writeOnly">,
): SchemaCheck {
  const check = compiled.get(schema) ?? compileSchema(schema);
  compiled.set(schema, check);
  const writeOnly = new Set<string>();
  const errors = validate(check, value, { writeOnly });
  const problems = schemaProblems(errors, { ...context, writeOnly });
  const secretPointers = [...writeOnly];
  const secrets = secretPointers.flatMap((pointer) => stringsIn(valueAt(value, pathOfPointer(pointer))));
  return { problems, secrets, secretPointers };
}

function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
