/** closed: calls are made. open: none is. half-open: one is, or may be, to find out whether the handler works again. */
export type BreakerState = "closed" | "open" | "half-open";

/** How one handler's breaker is doing, as it is now. */
export interface BreakerStatus {
  readonly handler: string;
  readonly state: BreakerState;
  /** Calls that failed in a row. */
  readonly failures: number;
  /** When the first of them failed, in milliseconds since the epoch; undefined: none has. */
  readonly since: number | undefined;
  /** What the last of them failed with; "" if none has. */
  readonly lastError: string;
  /** Events that wait for it. */
  readonly waiting: number;
  /** How often it has opened; one that opens again after a trial has not closed in between. */
  readonly openings: number;
  /** Events that its handler was left out for. */
  readonly skipped: number;
}
