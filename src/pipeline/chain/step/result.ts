import { Ajv, type ValidateFunction } from "ajv";
import type { HandlerResult } from "../../../../sdk/index.ts";
import { ResultSchema } from "../../../../sdk/result-schema.ts";
import { valueAt, writeKeyPath } from "../../../config/document/key-path.ts";
import type { SchemaError } from "../../../config/schema/ajv.ts";
import { expectedBy, explain, pathOf } from "../../../config/schema/mistake.ts";
import { objects as words } from "../../../config/schema/object-words.ts";
import { foldUnions } from "../../../config/schema/unions.ts";
import { valueInWords } from "../../../config/schema/value-in-words.ts";
import { KwatchmanError } from "../../../errors/kwatchman-error.ts";

const goOn: HandlerResult = { next: true };
let validate: ValidateFunction<HandlerResult> | undefined;

/** What a handler answered, checked. Nothing at all means `{ next: true }`. Throws KW_RESULT_INVALID. */
export function readResult(answer: unknown): HandlerResult {
  if (answer === undefined || answer === null) return goOn;
  // Not as a configuration is checked: an answer may be frozen, and gets no defaults.
  validate ??= new Ajv({ verbose: true }).compile<HandlerResult>(ResultSchema);
  if (validate(answer)) return answer;
  const [mistake] = foldUnions((validate.errors ?? []) as SchemaError[]);
  throw new KwatchmanError("KW_RESULT_INVALID", tellMistake(mistake, answer), { fields: { answer } });
}

function tellMistake(mistake: SchemaError | undefined, answer: unknown): string {
  if (mistake === undefined) return "Expected a result, got something else";
  const path = pathOf(mistake);
  const key = writeKeyPath(["result", ...path]);
  const got = valueInWords(valueAt(answer, path), { words });
  return `Expected \`${key}\` to be ${expectedBy(mistake, words)}, got ${got}${explain(mistake)}`;
}
