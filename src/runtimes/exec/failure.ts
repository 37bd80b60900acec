import type { ErrorCode } from "../../errors/catalogue.ts";
import { KwatchmanError, type KwatchmanErrorOptions } from "../../errors/kwatchman-error.ts";

/** Why a call of an executable failed, and whether another attempt may help. */
export class ExecFailure extends KwatchmanError {
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, { retryable = true, ...options }: ExecFailureOptions = {}) {
    super(code, message, options);
    this.retryable = retryable;
  }
}

interface ExecFailureOptions extends KwatchmanErrorOptions {
  /** @default true */
  readonly retryable?: boolean;
}
