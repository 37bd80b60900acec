import type { ErrorCode } from "./catalogue.ts";

/** What an error carries beside its message. */
export interface KwatchmanErrorOptions extends ErrorOptions {
  /** How to mend it, one sentence. */
  readonly mend?: string;
  /** What the log shows as fields beside the message. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Every error of our own: a stable code, a message that names the place, what was expected and what was found. */
export class KwatchmanError extends Error {
  override readonly name = "KwatchmanError";
  readonly code: ErrorCode;
  readonly mend: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: KwatchmanErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.mend = options.mend;
    this.fields = options.fields ?? {};
  }
}
