/** One RFC 6902 operation on `event.data`. */
export interface PatchOperation {
  readonly op: "add" | "remove" | "replace" | "move" | "copy" | "test";
  /** JSON Pointer into event.data. */
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** A handler's failure, told in its result. */
export interface ResultError {
  readonly message: string;
  readonly code?: string;
  /** @default true */
  readonly retryable?: boolean;
  /** Wait at least this long before the next attempt, in milliseconds; at most 10 minutes are honoured. */
  readonly retryAfterMs?: number;
}

/** What a handler answers; nothing at all means `{ next: true }`. */
export interface HandlerResult {
  /** False ends the chain for this event. @default true */
  readonly next?: boolean;
  /** Why; shown in metrics and debug logs. */
  readonly reason?: string;
  /** RFC 6902 on `event.data`, for the handlers that follow. */
  readonly patch?: readonly PatchOperation[];
  readonly error?: ResultError;
}
