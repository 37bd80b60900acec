import type { Logger } from "../../sdk/index.ts";

/** Says a thing aloud when it is new; as long as it stays the same, only at debug. */
export class RepeatingLog {
  readonly #log: Logger;
  #said = "";

  constructor(log: Logger) {
    this.#log = log;
  }

  say(level: "info" | "warn", message: string, reason: string): void {
    const isNew = reason !== this.#said;
    this.#log[isNew ? level : "debug"](message, { reason });
    this.#said = reason;
  }

  /** All is well again: says so if anything was said before. */
  recover(message: string): void {
    if (this.#said !== "") this.#log.info(message);
    this.#said = "";
  }
}
