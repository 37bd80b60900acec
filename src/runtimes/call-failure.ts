import type { ErrorCode } from "../errors/catalogue.ts";
import { KwatchmanError, type KwatchmanErrorOptions } from "../errors/kwatchman-error.ts";

/** What is known of another attempt. */
export interface CallFailureOptions extends KwatchmanErrorOptions {
  /** @default true: it may help */
  readonly retryable?: boolean;
  /** The pause before it, in milliseconds. @default that of the configuration */
  readonly retryAfterMs?: number;
}

/** Why a call came to nothing, in the host's words; the chain judges it by its members. */
export class CallFailure extends KwatchmanError {
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: CallFailureOptions = {}) {
    super(code, message, options);
    this.retryable = options.retryable ?? true;
    this.retryAfterMs = options.retryAfterMs;
  }
}
