import type { Logger } from "../../sdk/index.ts";
import type { Clock } from "../time/clock.ts";

/** Says a thing aloud when it is new; as long as it stays the same, only at debug. */
export class RepeatingLog {
  readonly #log: Logger;
  readonly #clock: Clock;
  #said: { readonly reason: string; readonly since: number } | undefined;

  constructor(log: Logger, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  say(level: "info" | "warn", message: string, fields: { readonly reason: string; readonly why?: string }): void {
    const { reason } = fields;
    const isNew = reason !== this.#said?.reason;
    this.#log[isNew ? level : "debug"](message, fields);
    this.#said = { reason, since: this.#said?.since ?? this.#clock.now() };
  }

  /** All is well again, since that time: if anything was said before, says so, and for how many seconds it was not. */
  recover(message: string, at: number): void {
    if (this.#said === undefined) return;
    this.#log.info(message, { seconds: (at - this.#said.since) / 1000 });
    this.#said = undefined;
  }
}
