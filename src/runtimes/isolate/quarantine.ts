import type { Clock } from "../../time/clock.ts";
import { CallFailure } from "../call-failure.ts";

/** A handler that brings the sandbox down so many times within this time is kept out. */
const tolerated = { crashes: 3, withinMs: 10 * 60_000 };
/** How long it is kept out at first, and at most. */
const pause = { firstMs: 30_000, longestMs: 30 * 60_000 };

/** Keeps a handler out of the sandbox that brings it down again and again: then one trial call, and a longer pause. */
export class Quarantine {
  readonly #handler: string;
  readonly #clock: Pick<Clock, "now">;
  #crashes: number[] = [];
  #pauseMs = pause.firstMs;
  #until = 0;
  #isTrying = false;

  constructor(handler: string, clock: Pick<Clock, "now">) {
    this.#handler = handler;
    this.#clock = clock;
  }

  /** Throws KW_ISOLATE_QUARANTINED, with when to come again, while the handler is kept out. */
  enter(): void {
    if (this.#until === 0) return;
    const leftMs = this.#until - this.#clock.now();
    if (leftMs > 0) throw keptOut(this.#handler, leftMs);
    if (this.#isTrying) throw keptOut(this.#handler, pause.firstMs);
    this.#isTrying = true;
  }

  /** A call ended without bringing the sandbox down. */
  survived(): void {
    if (!this.#isTrying) return;
    this.#isTrying = false;
    this.#until = 0;
    this.#crashes = [];
    this.#pauseMs = pause.firstMs;
  }

  /** A call came to nothing, by no doing of the handler: the trial is still to be made. */
  undecided(): void {
    this.#isTrying = false;
  }

  /** A call broke a limit. Returns for how long the handler is kept out now, in milliseconds, if that was its trial. */
  broke(): number | undefined {
    if (!this.#isTrying) return undefined;
    this.#isTrying = false;
    this.#pauseMs = Math.min(this.#pauseMs * 2, pause.longestMs);
    return this.#keepOut();
  }

  /** The handler brought the sandbox down. Returns for how long it is kept out now, in milliseconds; undefined if it is not. */
  crashed(): number | undefined {
    const now = this.#clock.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < tolerated.withinMs), now];
    if (this.#isTrying) return this.broke();
    return this.#until > now || this.#crashes.length < tolerated.crashes ? undefined : this.#keepOut();
  }

  #keepOut(): number {
    this.#until = this.#clock.now() + this.#pauseMs;
    return this.#pauseMs;
  }
}

/** To be tried again, when the trial is due. */
function keptOut(handler: string, retryAfterMs: number): CallFailure {
  const message = `Handler \`${handler}\` is kept out of the sandbox, which it brought down`;
  return new CallFailure("KW_ISOLATE_QUARANTINED", message, { retryAfterMs });
}
