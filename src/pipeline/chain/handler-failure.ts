import { PermanentError, type KwatchmanEvent, type ResultError } from "../../../sdk/index.ts";
import type { ErrorCode } from "../../errors/catalogue.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";

/** A longer Retry-After is cut to this, in milliseconds. */
export const longestRetryAfterMs = 10 * 60_000;

/** Which call failed. */
export interface FailedCall {
  readonly handler: string;
  readonly event: KwatchmanEvent;
  readonly attempt: number;
}

/** A handler's failure, wrapped once: whatever it threw or answered, judged. */
export class HandlerFailure extends Error {
  override readonly name = "HandlerFailure";
  readonly handler: string;
  readonly eventId: string;
  readonly subject: string;
  readonly attempt: number;
  /** The handler's own code, else one of ours. */
  readonly code: string;
  /** Whether another attempt may help. */
  readonly retryable: boolean;
  /** The handler asked for this pause before the next attempt. */
  readonly retryAfterMs: number | undefined;
  /** Whether the attempt counts as one of the event's: not while the handler is known to be broken. */
  costsAttempt = true;

  constructor(call: FailedCall, error: unknown) {
    const told = tell(error);
    super(told.message, told === unreadable ? {} : { cause: error });
    this.handler = call.handler;
    this.eventId = call.event.id;
    this.subject = call.event.subject;
    this.attempt = call.attempt;
    this.code = told.code ?? "KW_HANDLER_FAILED";
    this.retryable = told.retryable ?? true;
    this.retryAfterMs = told.retryAfterMs;
  }
}

/** Whether the handler answered when it may be called again, within bounds. */
export function isToldWhen({ code, retryAfterMs }: HandlerFailure): boolean {
  return code === "429" && retryAfterMs !== undefined && retryAfterMs <= longestRetryAfterMs;
}

/** What every line about a failed handler says. */
export function failureFields(failure: HandlerFailure): Readonly<Record<string, unknown>> {
  const { handler, eventId, subject, attempt } = failure;
  return { handler, id: eventId, subject, attempt, error: failure };
}

/** An error of the result, so that it can be wrapped like one that was thrown. */
export class AnsweredError extends Error {
  override readonly name = "AnsweredError";
  readonly code: string | undefined;
  readonly retryable: boolean | undefined;
  readonly retryAfterMs: number | undefined;

  constructor({ message, code, retryable, retryAfterMs }: ResultError) {
    super(message);
    this.code = code;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}

interface Told {
  readonly message: string;
  readonly code: string | undefined;
  readonly retryable: boolean | undefined;
  readonly retryAfterMs: number | undefined;
}

const silent = { code: undefined, retryable: undefined, retryAfterMs: undefined };
const unreadable: Told = { ...silent, message: "It threw something that cannot be read" };

/** What the error says of itself: anything can be thrown, and its members may be of any type, or throw themselves. */
function tell(error: unknown): Told {
  if (typeof error !== "object" || error === null) return { ...silent, message: String(error) };
  try {
    return read(error);
  } catch {
    return unreadable;
  }
}

function read(error: object): Told {
  const { message, code, retryable, retryAfterMs } = error as Readonly<Record<string, unknown>>;
  return {
    message: typeof message === "string" ? message : "It threw something that is not an error",
    code: typeof code === "string" || typeof code === "number" ? String(code) : undefined,
    retryable: isPermanent(error) ? false : typeof retryable === "boolean" ? retryable : undefined,
    retryAfterMs: typeof retryAfterMs === "number" && retryAfterMs >= 0 ? retryAfterMs : undefined,
  };
}

const permanentCodes: ReadonlySet<ErrorCode> = new Set(["KW_BREAKER_OPEN", "KW_PATCH_REFUSED"]);

/** By name too: a plugin may bring its own copy of the sdk. */
function isPermanent(error: object): boolean {
  if (error instanceof KwatchmanError) return permanentCodes.has(error.code);
  return error instanceof PermanentError || ("name" in error && error.name === "PermanentError");
}
