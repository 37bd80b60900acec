import { readAnswerText } from "../../answer-text.ts";
import { CallFailure } from "../../call-failure.ts";
import type { Exit } from "../processes/child.ts";

/** Exit codes that give the event up: EX_DATAERR and EX_CONFIG of sysexits.h. */
const permanentCodes: ReadonlySet<number | undefined> = new Set([65, 78]);

/** A program that has ended. */
export interface Ended {
  readonly program: string;
  readonly exit: Exit;
  /** What it printed to stdout, if that began with `{`. */
  readonly answer: string | undefined;
  /** The last thing it said otherwise; "" for nothing. */
  readonly lastLine: string;
}

/**
 * What a program's end comes to: its answer, nothing, or a failure. An `error` in the answer counts whatever the exit code;
 * without one, any code but 0 is a failure. Throws KW_EXEC_FAILED, KW_RESULT_INVALID or KW_RESULT_TOO_LARGE.
 */
export function readOutcome(ended: Ended): unknown {
  const { exit, answer } = ended;
  if (exit.code === 0) return answer === undefined ? undefined : readAnswerText(answer);
  const told = answer === undefined ? undefined : readIfJson(answer);
  if (tellsError(told)) return told;
  throw failure(ended);
}

function failure({ program, exit: { code, signal }, lastLine }: Ended): CallFailure {
  const how = code === undefined ? `was ended by ${signal ?? "a signal"}` : `exited with ${code}`;
  return new CallFailure("KW_EXEC_FAILED", `Expected \`${program}\` to exit with 0, it ${how}`, {
    retryable: !permanentCodes.has(code),
    fields: lastLine === "" ? {} : { output: lastLine },
    ...(signal === "SIGKILL" && {
      mend: "Where nobody else kills it, it had more memory than its container may have.",
    }),
  });
}

/** A program that failed may have been interrupted in the middle of its answer. */
function readIfJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tellsError(answer: unknown): boolean {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return false;
  return typeof answer.error === "object" && answer.error !== null;
}
