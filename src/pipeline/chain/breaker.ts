import type { Logger } from "../../../sdk/index.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import type { HandlerSpec } from "../../runtimes/handler-spec.ts";
import { equalJitter } from "../../time/backoff.ts";
import type { Clock, Random } from "../../time/clock.ts";
import type { Passage } from "../passage.ts";
import type { BreakerState, BreakerStatus } from "./breaker/breaker-status.ts";
import { FailureStreak } from "./breaker/failure-streak.ts";
import { judgeHandler } from "./breaker/judge-handler.ts";
import { WaitingEvents } from "./breaker/waiting-events.ts";
import type { ChainRun } from "./chain-run.ts";
import type { HandlerFailure } from "./handler-failure.ts";

/** What a breaker is made with. */
export interface BreakerOptions {
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
}

/** How long no call is made, in milliseconds: after the first failures, and at most after trials that failed too. */
const openFor = { firstMs: 5000, maxMs: 60_000 };

/** How long one event waits for one handler, all in all, in milliseconds. */
const longestWaitMs = 10 * 60_000;

/**
 * Keeps calls from one handler while all of them fail. Its rules are those of docs/delivery.md. It belongs to the handler,
 * whichever chains that is in: a reload that leaves the handler as it is leaves the breaker as it is.
 */
export class Breaker {
  readonly spec: HandlerSpec;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #streak = new FailureStreak();
  readonly #waiting: WaitingEvents;
  /** When an event, known by its kept results, first had to do with the open breaker. */
  readonly #since = new WeakMap<ChainRun["kept"], number>();
  #isClosed = true;
  /** The one whose call finds out whether the handler works again. */
  #trial: ChainRun | undefined;
  #openedAt = 0;
  #openMs = 0;
  /** Openings in a row, each after the first because of a trial. */
  #round = 0;
  #openings = 0;
  #skipped = 0;

  constructor(spec: HandlerSpec, { log, clock, random }: BreakerOptions) {
    this.spec = spec;
    this.#log = log;
    this.#clock = clock;
    this.#random = random;
    this.#waiting = new WaitingEvents(clock, () => this.#look());
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  status(): BreakerStatus {
    const { count, since, last } = this.#streak;
    return {
      handler: this.spec.name,
      state: this.#state(),
      failures: count,
      since: count === 0 ? undefined : since,
      lastError: last?.message ?? "",
      waiting: this.#waiting.size,
      openings: this.#openings,
      skipped: this.#skipped,
    };
  }

  /** Whether this event's call may be made now. */
  admits(run: ChainRun): boolean {
    return this.#isClosed || this.#trial === run;
  }

  /**
   * To be asked before each call while it is not closed. Resolves when the call may be made; with false at once if the handler
   * is left out instead. Rejects with KW_BREAKER_OPEN when the event has waited long enough, or as the passage is given up.
   */
  async enter(run: ChainRun): Promise<boolean> {
    // A dead letter that is retried is meant for the very handler that failed.
    if (this.spec.onBreak === "skip" && !run.isRedelivery) return this.#enterOrSkip(run);
    const turn = this.#waiting.join(run, this.#sinceOf(run));
    this.#offerTrial();
    await run.passage.wait(turn);
    return true;
  }

  /** A call has succeeded. */
  succeeded(): void {
    if (this.#streak.count === 0) return;
    if (!this.#isClosed) this.#close();
    this.#streak.end();
  }

  /** A call has failed. True: that costs its event an attempt, for the handler is not known to be broken. */
  failed(run: ChainRun, failure: HandlerFailure): boolean {
    const wasTrial = this.#trial === run;
    if (wasTrial) this.#trial = undefined;
    const judgement = judgeHandler(failure);
    if (judgement === "answers") this.succeeded();
    if (judgement === "broken") this.#count(failure, wasTrial);
    if (wasTrial && !failure.retryable) this.#offerTrial();
    return this.#isClosed || this.#isOverdue(this.#sinceOf(run));
  }

  /** An event has come to nothing here. If it was on trial without a verdict, as one is that is abandoned, another one is. */
  leave(run: ChainRun): void {
    if (this.#trial !== run) return;
    this.#trial = undefined;
    this.#offerTrial();
  }

  /** The event that has waited longest; undefined: none waits. */
  get oldest(): { readonly since: number } | undefined {
    return this.#waiting.oldest;
  }

  /** Gives the event up that has waited longest, to make room. Returns its passage. */
  giveUpOldest(): Passage | undefined {
    const { oldest } = this.#waiting;
    oldest?.giveUp(this.#tellBroken("before `maxPending` changes wait"));
    return oldest?.run.passage;
  }

  #state(): BreakerState {
    if (this.#isClosed) return "closed";
    return this.#trial !== undefined || this.#isDue() ? "half-open" : "open";
  }

  /** A clock that is set back must not keep it open. */
  #isDue(): boolean {
    const openMs = this.#clock.now() - this.#openedAt;
    return openMs < 0 || openMs >= this.#openMs;
  }

  #isOverdue(since: number): boolean {
    return this.#clock.now() - since >= longestWaitMs;
  }

  #sinceOf({ kept }: ChainRun): number {
    const since = this.#since.get(kept) ?? this.#clock.now();
    this.#since.set(kept, since);
    return since;
  }

  #enterOrSkip(run: ChainRun): boolean {
    const isTrial = this.#trial === undefined && this.#isDue();
    if (isTrial) this.#try(run);
    else this.#skipped += 1;
    return isTrial;
  }

  #look(): void {
    for (const event of this.#waiting) {
      if (this.#isOverdue(event.since)) event.giveUp(this.#tellBroken("within 10 minutes"));
    }
    this.#offerTrial();
  }

  /** Lets one of those who wait in, if it is time for a trial. */
  #offerTrial(): void {
    if (this.#trial !== undefined || !this.#isDue()) return;
    const next = this.#waiting.choose();
    if (next === undefined) return;
    this.#try(next.run);
    next.letIn();
  }

  #try(run: ChainRun): void {
    this.#trial = run;
    const { id, subject } = run.version.event;
    this.#log.info("breaker half-open, one event on trial", { ...this.#fields(), id, subject });
  }

  /** Calls that were under way when it opened make it open no longer. */
  #count(failure: HandlerFailure, wasTrial: boolean): void {
    const now = this.#clock.now();
    if (this.#isClosed) this.#streak.forget(now);
    this.#streak.add(failure, now);
    if (wasTrial) this.#open("breaker opened again");
    else if (this.#isClosed && this.#streak.isBreak) {
      this.#round = 0;
      this.#openings += 1;
      this.#open("breaker opened");
    }
  }

  #open(message: string): void {
    this.#isClosed = false;
    this.#round += 1;
    this.#openedAt = this.#clock.now();
    const askedMs = Math.min(this.#streak.last?.retryAfterMs ?? 0, longestWaitMs);
    this.#openMs = Math.round(Math.max(askedMs, equalJitter(openFor, this.#round, this.#random)));
    const { onBreak } = this.spec;
    this.#log.warn(message, { ...this.#fields(), onBreak, waiting: this.#waiting.size, trialInMs: this.#openMs });
  }

  #close(): void {
    this.#isClosed = true;
    this.#trial = undefined;
    this.#log.info("breaker closed", { ...this.#fields(), waiting: this.#waiting.size });
    for (const event of this.#waiting) event.letIn();
  }

  /** What every line about it says. */
  #fields(): Readonly<Record<string, unknown>> {
    const { count, since, last } = this.#streak;
    return { handler: this.spec.name, failures: count, since: new Date(since).toISOString(), error: last };
  }

  #tellBroken(limit: string): KwatchmanError {
    const { count, since, last } = this.#streak;
    const expected = `Expected handler \`${this.spec.name}\` to work again ${limit}`;
    const found = `${count} calls have failed since ${new Date(since).toISOString()}, the last with: ${last?.message}`;
    return new KwatchmanError("KW_BREAKER_OPEN", `${expected}; ${found}`, { cause: last });
  }
}
