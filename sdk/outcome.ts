import type { EventData } from "./event.ts";

/** What one call of a handler came to, as kwatchman judges it. */
export type Outcome = NextOutcome | StoppedOutcome | PassedOverOutcome | FailedOutcome;

/** The event goes on to the handlers that follow. */
export interface NextOutcome extends Timed {
  readonly outcome: "next";
  /** `event.data` as those handlers get it: patched, if the handler answered a patch. */
  readonly data: EventData;
}

/** The handler answered `next: false`. */
export interface StoppedOutcome extends Timed {
  readonly outcome: "stopped";
  readonly reason: string | undefined;
}

/** The handler was not called: its `when` does not match, or its webhook has answered 410. */
export interface PassedOverOutcome extends Timed {
  readonly outcome: "passedOver";
}

/** The handler failed, by whatever it threw or answered, by its time limit, or by a limit of its runtime. */
export interface FailedOutcome extends Timed {
  readonly outcome: "failed";
  /** The handler's own code, else one of kwatchman's, such as "KW_HANDLER_TIMEOUT". */
  readonly code: string;
  readonly message: string;
  /** Whether kwatchman would try the event again. */
  readonly retryable: boolean;
  /** The pause that the handler asked for, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

interface Timed {
  /** From the call to its end. */
  readonly milliseconds: number;
}
