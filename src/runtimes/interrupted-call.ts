import { KwatchmanError, type KwatchmanErrorOptions } from "../errors/kwatchman-error.ts";

/**
 * A call that came to nothing by no doing of its own handler, such as a sandbox that another plugin brought down: it is
 * tried again, and that costs the event no attempt.
 */
export class InterruptedCall extends KwatchmanError {
  constructor(message: string, options?: KwatchmanErrorOptions) {
    super("KW_CALL_INTERRUPTED", message, options);
  }
}
