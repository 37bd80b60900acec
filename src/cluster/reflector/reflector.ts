import { pause } from "../../time/pause.ts";
import { RequestError } from "../connection/request-error.ts";
import { createNormalise } from "../normalise.ts";
import { type AcceptedForms, acceptedForms } from "./accepted-forms.ts";
import { compareRemovedNamespace } from "./differences.ts";
import { FailureLog } from "./failure-log.ts";
import { createHandOn, type HandOn } from "./hand-on.ts";
import { listAll } from "./list-all.ts";
import {
  codeOf,
  describeFailure,
  isSilence,
  isTooFarAhead,
  retryAfterOf,
  selectorRefusal,
  statusOf,
  type FailedRequest,
} from "./diagnosis.ts";
import type { ReflectorEnd, ReflectorOptions } from "./reflector-options.ts";
import { ReflectorProgress } from "./reflector-progress.ts";
import type { ReflectorStatus, RelistReason } from "./reflector-status.ts";
import { resourcePath } from "./resource-path.ts";
import { RetryPace } from "./retry-pace.ts";
import { waitForRoom } from "./wait-for-room.ts";
import { watchOnce, type WatchOutcome } from "./watch-once.ts";

/** After a watch that ended at its time: spreads those of many watchers. */
const REOPEN_WITHIN_MS = 100;
const FRUITLESS_WATCHES = 3;
const SHORT_WATCH_MS = 1000;

/** Mirrors one resource: lists it, watches it from there, and lists it again when the watch cannot go on. */
export class Reflector {
  /** Resolves when the first list has been handled; never goes back, never rejects. */
  readonly synced: Promise<void>;
  readonly #options: ReflectorOptions;
  readonly #path: string;
  readonly #forms: AcceptedForms;
  readonly #progress: ReflectorProgress;
  readonly #pace: RetryPace;
  /** A pace of its own: a server that says what it has forgotten is back, however long it was away. */
  readonly #relistPace: RetryPace;
  readonly #failures: FailureLog;
  readonly #handOn: HandOn;
  readonly #settleSynced: () => void;
  /** Where to watch from; undefined: a list is due. */
  #version: string | undefined;
  #isListed = false;
  #fruitless = 0;

  constructor(options: ReflectorOptions) {
    const { resource, namespace, scope, metadataOnly, clock, random } = options;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.synced = promise;
    this.#settleSynced = resolve;
    this.#options = options;
    this.#path = resourcePath(resource, namespace);
    this.#forms = acceptedForms(metadataOnly);
    this.#progress = new ReflectorProgress(clock, scope.namespace, options.counts);
    this.#pace = new RetryPace(clock, random);
    this.#relistPace = new RetryPace(clock, random);
    this.#failures = new FailureLog(options);
    this.#handOn = createHandOn({ ...options, normalise: createNormalise(options) });
  }

  get status(): ReflectorStatus {
    return this.#progress.status;
  }

  /** Runs until the signal is aborted or the resource is not there. Rejects only for a selector that the server refuses. */
  async run(signal: AbortSignal): Promise<ReflectorEnd> {
    try {
      while (!signal.aborted) {
        const end = await this.#step(signal);
        if (end !== undefined) return end;
      }
      return "stopped";
    } finally {
      this.#failures.ended();
    }
  }

  /** The watched namespace is gone, and with it all that was in it. Call it when `run` has ended. */
  async reportRemoved(signal: AbortSignal): Promise<void> {
    const { known, namespace = "" } = this.#options;
    for (const difference of compareRemovedNamespace(known, namespace)) {
      const room = this.#handOn(difference);
      if (room !== undefined) await waitForRoom(room, signal, [this.#progress]);
    }
  }

  async #step(signal: AbortSignal): Promise<ReflectorEnd | undefined> {
    const verb = this.#version === undefined ? "list" : "watch";
    try {
      if (this.#version === undefined) await this.#list(signal);
      else await this.#watch(this.#version, signal);
      return undefined;
    } catch (error) {
      if (signal.aborted) return "stopped";
      return this.#recover(error, { ...this.#options, verb }, signal);
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    this.#progress.listing();
    this.#version = await listAll({
      ...this.#options,
      path: this.#path,
      accept: this.#forms.list,
      isInitial: this.#options.isInitial && !this.#isListed,
      handOn: this.#handOn,
      progress: this.#progress,
      signal,
    });
    this.#fruitless = 0;
    if (!this.#isListed) this.#finishFirstList(signal);
  }

  #finishFirstList(signal: AbortSignal): void {
    const { sink, scope, log } = this.#options;
    this.#isListed = true;
    const settle = async () => {
      try {
        await sink.listed(scope);
      } catch (error) {
        if (!signal.aborted) log.error("first list not handled", { error });
        return;
      }
      this.#progress.synced();
      this.#settleSynced();
    };
    // Not waited for: the watch begins while the first list is still being handled.
    void settle();
  }

  async #watch(version: string, signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options;
    const outcome: WatchOutcome = { version, openedAt: undefined, hasSpoken: false };
    const ended = new AbortController();
    try {
      await watchOnce({
        ...this.#options,
        path: this.#path,
        accept: this.#forms.watch,
        outcome,
        progress: this.#progress,
        handOn: this.#handOn,
        onOpen: () => void this.#tellWhenItLasts(ended.signal),
        signal,
      });
    } finally {
      ended.abort();
      this.#version = outcome.version;
      if (outcome.openedAt !== undefined) this.#fruitless = isFruitless(outcome, clock.now()) ? this.#fruitless + 1 : 0;
    }
    if (this.#fruitless > 0) throw new RequestError("the watch ended as soon as it began", { code: "KW_API_FAILED" });
    this.#progress.reopening();
    if (!outcome.hasSpoken) await this.#checkNotAhead(version, signal);
    await pause(random() * REOPEN_WITHIN_MS, signal, clock);
  }

  /** A server that has forgotten the version, or is about to stop, ends a watch as soon as it began. */
  async #tellWhenItLasts(ended: AbortSignal): Promise<void> {
    const openedAt = this.#options.clock.now();
    if (!(await pause(SHORT_WATCH_MS, ended, this.#options.clock))) return;
    this.#failures.watching(openedAt);
    this.#options.onWatching?.(openedAt);
  }

  /** A watch from a version that the server has yet to reach is silent for good; asked for a list of it, the server says so. */
  async #checkNotAhead(version: string, signal: AbortSignal): Promise<void> {
    const query = { ...this.#options.selectors, limit: "1", resourceVersion: version };
    await this.#options.connection.request({ path: this.#path, query, accept: this.#forms.list, signal });
  }

  async #recover(error: unknown, request: FailedRequest, signal: AbortSignal): Promise<ReflectorEnd | undefined> {
    const refusal = this.#isListed ? undefined : selectorRefusal(error, request);
    if (refusal !== undefined) throw refusal;

    const reason = describeFailure(error, request);
    const relist = this.#relistReason(error);
    if (relist !== undefined) this.#forgetVersion(relist, reason);
    else this.#progress.failed(isSilence(error) ? "stale" : "failing", codeOf(error), reason);
    const end = this.#endFor(error);
    if (end !== undefined) return end;

    if (relist === undefined) this.#failures.failed(error, request, reason);
    const pace = relist === undefined ? this.#pace : this.#relistPace;
    await pause(pace.afterFailure(retryAfterOf(error)), signal, this.#options.clock);
    return undefined;
  }

  #endFor(error: unknown): ReflectorEnd | undefined {
    const status = statusOf(error);
    if (status === 404) return "not-found";
    const { whenForbidden } = this.#options;
    const ends = whenForbidden === "ends" || (whenForbidden === "ends-unless-listed" && !this.#isListed);
    return status === 403 && ends ? "forbidden" : undefined;
  }

  #relistReason(error: unknown): RelistReason | undefined {
    if (this.#version === undefined) return undefined;
    if (statusOf(error) === 410) return "expired";
    if (isTooFarAhead(error)) return "rollback";
    return this.#fruitless >= FRUITLESS_WATCHES ? "fruitless" : undefined;
  }

  #forgetVersion(why: RelistReason, reason: string): void {
    this.#version = undefined;
    this.#progress.relisting(why, reason);
    this.#failures.relisting(why, reason);
  }
}

/** A watch that told nothing and was over at once. */
function isFruitless({ openedAt = 0, hasSpoken }: WatchOutcome, now: number): boolean {
  return !hasSpoken && now - openedAt < SHORT_WATCH_MS;
}
