import type { Logger } from "../../sdk/index.ts";
import type { Scope, Store } from "../store/store.ts";
import type { Clock } from "../time/clock.ts";
import type { Deliver } from "./delivery.ts";
import { createErrand, type Errand } from "./errand.ts";
import { Followers } from "./followers.ts";
import { isChange, isErrand, Lane, laneKey, type LaneItem, type LaneObject } from "./lane.ts";
import type { Merge } from "./merge.ts";
import type { Observation, ObservationSink } from "./observation.ts";
import { Passage, stopping } from "./passage.ts";
import { isSameScope } from "./same-scope.ts";
import type { Waiting } from "./waiting.ts";

/** Every object's changes, each object's in order, different objects' side by side. */
export interface Lanes extends ObservationSink {
  /** How full the lanes are. */
  stats(): LaneStats;
  /**
   * Has something run in an object's lane when all that waits there has been handled. Resolves when it has been run; rejects
   * with its error, or because the host stops first.
   */
  errand(object: LaneObject, run: Errand["run"]): Promise<void>;
  /**
   * Begins nothing new. What waits, in its lane or for a handler's turn, breaker or next try, is left as it is. A call under way
   * has so long to end, in milliseconds, and is then abandoned: its signal is aborted. The baseline of whatever did not end
   * stays. Resolves when nothing runs any more. Never rejects.
   */
  drain(timeoutMs: number): Promise<DrainSummary>;
}

export interface LaneStats {
  readonly waiting: number;
  readonly running: number;
  /** The readers are held back until there is room. */
  readonly paused: boolean;
  /** Observations taken so far. */
  readonly observed: number;
  /** Those of them that have been handled, each merged one counted. */
  readonly handled: number;
  /** Those of them that were handled as part of a later one. */
  readonly merged: number;
}

/** What a drain left undone, in observations. */
export interface DrainSummary {
  /** Still waited in their lanes. */
  readonly notBegun: number;
  /** Had begun, and waited for a handler's turn or next try, or did not end in time. */
  readonly abandoned: number;
}

/** What the lanes are made with. */
export interface LanesOptions {
  /**
   * Changes waiting and under way, of the whole host. Where one more would make so many, waiting changes of one object
   * are merged; if none can be, reading pauses.
   */
  readonly maxPending: number;
  /**
   * Makes the change a dead letter that has waited longest for an open breaker, or the errand give up. Returns its passage;
   * undefined: none waits. @default none ever waits
   */
  readonly giveUpOldest?: () => Passage | undefined;
  readonly deliver: Deliver;
  readonly store: Store;
  readonly log: Logger;
  readonly clock: Clock;
}

/** Opens the lanes: one for each object with changes, gone when its last one has been handled. */
export function createLanes(options: LanesOptions): Lanes {
  return new ObjectLanes(options);
}

class ObjectLanes implements Lanes {
  readonly #options: LanesOptions;
  /** Those of objects with a change under way or waiting. */
  readonly #lanes = new Map<string, Lane>();
  /** Those where changes wait that may be merged, unless they have been begun since. */
  readonly #mergeable = new Set<Lane>();
  readonly #running = new Map<LaneItem, Passage>();
  /** Those of them that make room in a moment. */
  readonly #leaving = new Set<Passage>();
  readonly #followers = new Followers();
  #pending = 0;
  #observed = 0;
  #handled = 0;
  #merged = 0;
  #room: PromiseWithResolvers<void> | undefined;
  /** Set once draining has begun: resolved when nothing runs any more. */
  #idle: PromiseWithResolvers<void> | undefined;
  #notBegun = 0;
  #abandoned = 0;

  constructor(options: LanesOptions) {
    this.#options = options;
  }

  observe(observation: Observation): Promise<void> | undefined {
    if (this.#idle !== undefined) {
      this.#notBegun += 1;
      return undefined;
    }
    this.#observed += 1;
    this.#join({ observation, merged: 1, lastSeen: undefined });
    if (!this.#isFull()) return undefined;
    this.#makeRoom();
    this.#giveUpWaiting();
    if (!this.#isFull()) return undefined;
    this.#room ??= Promise.withResolvers<void>();
    return this.#room.promise;
  }

  async listed(scope: Scope): Promise<void> {
    const handled: Promise<void>[] = [];
    const running = this.#running.keys().filter(isChange);
    for (const changes of [running, ...this.#lanes.values()]) {
      for (const change of changes) {
        if (isSameScope(change.observation.scope, scope)) handled.push(this.#followers.follow(change));
      }
    }
    await Promise.all(handled);
    this.#options.store.markListed(scope);
  }

  errand(object: LaneObject, run: Errand["run"]): Promise<void> {
    const errand = createErrand(run);
    if (this.#idle === undefined) {
      this.#pending += 1;
      const key = laneKey(object);
      const lane = this.#lanes.get(key);
      if (lane === undefined) this.#open(key, (opened) => opened.appendErrand(errand));
      else lane.appendErrand(errand);
    } else errand.ended.reject(stopping());
    return errand.ended.promise;
  }

  stats(): LaneStats {
    const running = this.#running.size;
    return {
      waiting: this.#pending - running,
      running,
      paused: this.#room !== undefined,
      observed: this.#observed,
      handled: this.#handled,
      merged: this.#merged,
    };
  }

  async drain(timeoutMs: number): Promise<DrainSummary> {
    this.#idle ??= Promise.withResolvers<void>();
    this.#mergeable.clear();
    for (const lane of this.#lanes.values()) {
      for (const item of lane.clear()) this.#leaveForLater(item);
    }
    for (const passage of this.#running.values()) passage.stop();
    if (this.#pending > 0) await this.#abandonAfter(timeoutMs, this.#idle.promise);
    return { notBegun: this.#notBegun, abandoned: this.#abandoned };
  }

  #isFull(): boolean {
    return this.#pending - this.#leaving.size >= this.#options.maxPending;
  }

  #join(change: Waiting): void {
    const key = laneKey(change.observation);
    const lane = this.#lanes.get(key);
    if (lane === undefined) this.#open(key, (opened) => this.#append(opened, change));
    else if (this.#pending + 1 >= this.#options.maxPending) this.#joinMerging(lane, change);
    else this.#append(lane, change);
  }

  #open(key: string, fill: (lane: Lane) => void): void {
    const lane = new Lane();
    this.#lanes.set(key, lane);
    fill(lane);
    void this.#run(key, lane);
  }

  #append(lane: Lane, change: Waiting): void {
    this.#pending += 1;
    if (lane.append(change)) this.#mergeable.add(lane);
  }

  #joinMerging(lane: Lane, change: Waiting): void {
    this.#pending += 1;
    const merge = lane.join(change);
    if (merge !== undefined) this.#settleMerge(merge);
  }

  /** Lane by lane, those first that have waited longest for it. */
  #makeRoom(): void {
    for (const lane of this.#mergeable) {
      if (!this.#isFull()) return;
      this.#mergeable.delete(lane);
      for (const merge of lane.compact()) this.#settleMerge(merge);
    }
  }

  /** Those first that have waited longest for an open breaker. */
  #giveUpWaiting(): void {
    while (this.#isFull()) {
      const passage = this.#options.giveUpOldest?.();
      if (passage === undefined) return;
      this.#leaving.add(passage);
    }
  }

  #settleMerge(merge: Merge): void {
    this.#pending -= 1;
    this.#followers.merged(merge);
  }

  /** Never rejects. */
  async #run(key: string, lane: Lane): Promise<void> {
    for (let item = lane.next(); item !== undefined; item = lane.next()) {
      await (isErrand(item) ? this.#runErrand(item) : this.#deliver(item));
    }
    this.#lanes.delete(key);
    this.#mergeable.delete(lane);
  }

  async #deliver(change: Waiting): Promise<void> {
    const passage = new Passage();
    this.#running.set(change, passage);
    try {
      await this.#options.deliver(change, passage);
      this.#handled += change.merged;
      this.#merged += change.merged - 1;
    } catch (error) {
      if (passage.signal.aborted) this.#abandon(change);
      else this.#reportDefect(change, error);
    }
    this.#running.delete(change);
    this.#leaving.delete(passage);
    this.#leave(change);
  }

  async #runErrand(errand: Errand): Promise<void> {
    const passage = new Passage();
    this.#running.set(errand, passage);
    try {
      await errand.run(passage);
      errand.ended.resolve();
    } catch (error) {
      errand.ended.reject(error);
    }
    this.#running.delete(errand);
    this.#leaving.delete(passage);
    this.#makeWay();
  }

  /** Handlers' failures never come here: this is the host's own, and the object's next change makes up for it. */
  #reportDefect({ observation }: Waiting, error: unknown): void {
    const { resource, namespace, name, resourceVersion } = observation;
    this.#options.log.error("delivery failed", { resource: resource.kind, namespace, name, resourceVersion, error });
  }

  #abandon(change: Waiting): void {
    this.#abandoned += change.merged;
    this.#followers.givenUp(change, stopping());
  }

  #leaveForLater(item: LaneItem): void {
    if (isErrand(item)) {
      item.ended.reject(stopping());
      this.#makeWay();
    } else this.#leaveChangeForLater(item);
  }

  #leaveChangeForLater(change: Waiting): void {
    this.#notBegun += change.merged;
    this.#followers.givenUp(change, stopping());
    this.#leave(change);
  }

  #leave(change: Waiting): void {
    this.#makeWay();
    this.#followers.handled(change);
  }

  /** One less waits or runs. */
  #makeWay(): void {
    this.#pending -= 1;
    if (!this.#isFull()) {
      this.#room?.resolve();
      this.#room = undefined;
    }
    if (this.#pending === 0) this.#idle?.resolve();
  }

  async #abandonAfter(timeoutMs: number, idle: Promise<void>): Promise<void> {
    const ended = new AbortController();
    const time = this.#abandonRunning(timeoutMs, ended.signal);
    await idle;
    ended.abort();
    await time;
  }

  async #abandonRunning(afterMs: number, ended: AbortSignal): Promise<void> {
    try {
      await this.#options.clock.sleep(afterMs, ended);
    } catch {
      return; // Nothing runs any more.
    }
    for (const passage of this.#running.values()) passage.giveUp();
  }
}
