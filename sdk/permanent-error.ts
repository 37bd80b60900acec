/** Options of a `PermanentError`. */
export interface PermanentErrorOptions extends ErrorOptions {
  /** A code of the plugin's own, shown in the log and kept with the dead letter. */
  readonly code?: string;
}

/** Thrown by a handler to give its event up at once: trying again would not help. */
export class PermanentError extends Error {
  override readonly name = "PermanentError";
  readonly code: string | undefined;

  constructor(message: string, options?: PermanentErrorOptions) {
    super(message, options);
    this.code = options?.code;
  }
}
