import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import ajvFormats from "ajv-formats";
import { type StringFormat, stringFormats } from "./formats.ts";

/** A mistake that Ajv found, with the schema and data it is about. */
export type SchemaError = ErrorObject<string, Record<string, unknown>>;

/** What a validation learns beside the mistakes; passed as `this`. */
export interface ValidationContext {
  /** JSON Pointers of the values that the schema marks `writeOnly`. */
  readonly writeOnly: Set<string>;
}

let instance: Ajv | undefined;

/** Compiles a JSON Schema (draft 7). Throws Ajv's error if the schema is broken. */
export function compileSchema(schema: object): ValidateFunction {
  instance ??= createAjv();
  return instance.compile(schema);
}

/** Checks a value, fills defaults in, and returns what is wrong. */
export function validate(compiled: ValidateFunction, value: unknown, context: ValidationContext): SchemaError[] {
  compiled.call(context, value);
  return (compiled.errors ?? []) as SchemaError[];
}

/** What is wrong with a schema itself. */
export function schemaMistakes(schema: object): SchemaError[] {
  instance ??= createAjv();
  return instance.validateSchema(schema) === true ? [] : ((instance.errors ?? []) as SchemaError[]);
}

function createAjv(): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    useDefaults: true,
    passContext: true,
    // Two plugins may give their schemas the same $id.
    addUsedSchema: false,
    strictTypes: false,
    strictTuples: false,
    logger: false,
    // Each schema is used a few times: less time goes into making its code than would be saved by better code.
    code: { optimize: false },
  });
  ajvFormats.default(ajv);
  for (const [name, format] of Object.entries<StringFormat>(stringFormats)) {
    const { mistake, compare } = format;
    ajv.addFormat(name, {
      type: "string",
      validate: (text: string) => mistake(text) === undefined,
      ...(compare && { compare }),
    });
  }
  ajv.removeKeyword("writeOnly");
  ajv.addKeyword({ keyword: "writeOnly", schemaType: "boolean", validate: noteWriteOnly, errors: false });
  return ajv;
}

function noteWriteOnly(
  this: ValidationContext,
  isWriteOnly: boolean,
  _value: unknown,
  _schema?: unknown,
  place?: { instancePath: string },
): boolean {
  if (isWriteOnly && place !== undefined) this.writeOnly.add(place.instancePath);
  return true;
}
