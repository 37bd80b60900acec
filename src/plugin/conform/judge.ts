import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import type { Outcome } from "../../../sdk/outcome.ts";
import { AnsweredError, type HandlerFailure } from "../../pipeline/chain/handler-failure.ts";
import { type Finding, finding, type FindingCode } from "./findings.ts";
import type { Probe } from "./probes.ts";

/** Failures that are found whatever the event was. */
const byCode: Readonly<Record<string, FindingCode>> = {
  KW_HANDLER_TIMEOUT: "ignores-the-deadline",
  KW_PATCH_REFUSED: "changes-identity",
  KW_RESULT_TOO_LARGE: "too-large",
};

/** What a failed call says about the plugin. */
export function judgeFailure({ name, failing }: Probe, failure: HandlerFailure): Finding {
  const { cause, code, message } = failure;
  const seen = `On ${name}: ${code}: ${message}`;
  const known = cause instanceof KwatchmanError ? byCode[code] : undefined;
  if (known !== undefined) return finding(known, seen);
  if (code === "KW_RESULT_INVALID") return finding(/\bto be JSON\b/.test(message) ? "not-json" : "wrong-type", seen);
  if (failing === "fails" && isOnPurpose(failure)) return finding("refuses", seen);
  return finding(failing, seen);
}

/** Said in words of its own, or as what must not be tried again: not simply broken. */
function isOnPurpose({ cause, code, retryable }: HandlerFailure): boolean {
  if (cause instanceof AnsweredError) return true;
  return !retryable && (code === "KW_EXEC_FAILED" || code === "KW_HANDLER_FAILED" || !code.startsWith("KW_"));
}

/** What an outcome is to be compared by: everything but the time it took. */
export function answerIn(outcome: Outcome): string {
  const { milliseconds: _, ...answer } = outcome;
  return JSON.stringify(answer);
}
