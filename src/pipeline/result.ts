import { Ajv, type ValidateFunction } from "ajv";
import { ResultSchema } from "../../sdk/result-schema.ts";
import type { HandlerResult } from "../../sdk/index.ts";
import { KwatchmanError } from "../errors/kwatchman-error.ts";

const goOn: HandlerResult = { next: true };
let validate: ValidateFunction<HandlerResult> | undefined;

/** What a handler answered, checked. Nothing at all means `{ next: true }`. Throws KW_RESULT_INVALID. */
export function readResult(answer: unknown): HandlerResult {
  if (answer === undefined || answer === null) return goOn;
  validate ??= new Ajv().compile<HandlerResult>(ResultSchema);
  if (validate(answer)) return answer;
  const [error] = validate.errors ?? [];
  throw new KwatchmanError(
    "KW_RESULT_INVALID",
    `Expected \`result${error?.instancePath ?? ""}\` to be as the contract has it: it ${error?.message ?? "is not"}`,
    { fields: { answer } },
  );
}
