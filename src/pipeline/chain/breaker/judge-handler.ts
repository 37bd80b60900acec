import { InterruptedCall } from "../../../runtimes/interrupted-call.ts";
import { type HandlerFailure, isToldWhen } from "../handler-failure.ts";

/** What a failed call says about its handler: that it is broken, that it answers, or nothing. */
export type Judgement = "broken" | "answers" | "nothing";

/**
 * A permanent error is about its event: a handler may find it without asking the service behind it. A call that others
 * brought down is about them. One that is told when to come back was answered.
 */
export function judgeHandler(failure: HandlerFailure): Judgement {
  if (!failure.retryable || failure.cause instanceof InterruptedCall) return "nothing";
  return isToldWhen(failure) ? "answers" : "broken";
}
