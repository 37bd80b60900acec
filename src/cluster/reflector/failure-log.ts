import type { Logger } from "../../../sdk/index.ts";
import type { Clock } from "../../time/clock.ts";
import type { OutageMember } from "../outage-log.ts";
import { RepeatingLog } from "../repeating-log.ts";
import { concernsAll, failureInWords, type FailedRequest } from "./diagnosis.ts";
import type { RelistReason } from "./reflector-status.ts";

export interface FailureLogOptions {
  readonly log: Logger;
  readonly clock: Clock;
  readonly outage: OutageMember;
}

/** Says why a reflector fails and when it is well again: its own reasons itself, those of all together with the others. */
export class FailureLog {
  readonly #log: Logger;
  readonly #outage: OutageMember;
  readonly #own: RepeatingLog;

  constructor({ log, clock, outage }: FailureLogOptions) {
    this.#log = log;
    this.#outage = outage;
    this.#own = new RepeatingLog(log, clock);
  }

  failed(error: unknown, request: FailedRequest, reason: string): void {
    if (concernsAll(error)) {
      this.#log.debug("failing", { reason });
      this.#outage.fail(failureInWords(error, request));
    } else {
      this.#outage.leave();
      this.#own.say("warn", "failing", { reason });
    }
  }

  relisting(why: RelistReason, reason: string): void {
    // After an outage that is what comes of it.
    if (this.#outage.isHit) this.#log.debug("listing again", { why, reason });
    else this.#own.say("info", "listing again", { why, reason });
  }

  /** Since that time, in milliseconds since the epoch. */
  watching(at: number): void {
    this.#own.recover("watching again", at);
    this.#outage.recover(at);
  }

  ended(): void {
    this.#outage.leave();
  }
}
