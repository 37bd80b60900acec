/** An answer that means the event was not handled; the chain judges it by its members. */
export class WebhookFailure extends Error {
  override readonly name = "WebhookFailure";
  /** The status, such as "503". */
  readonly code: string;
  readonly retryable: boolean;
  /** The pause that the receiver asked for, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    { status, retryable, retryAfterMs }: { status: number; retryable: boolean; retryAfterMs: number | undefined },
  ) {
    super(message);
    this.code = String(status);
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}
