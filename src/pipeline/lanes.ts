import type { Logger } from "../../sdk/index.ts";
import type { Scope, Store } from "../store/store.ts";
import type { Clock } from "../time/clock.ts";
import { within } from "../time/within.ts";
import type { Deliver } from "./delivery.ts";
import { createErrand, type Errand } from "./lanes/errand.ts";
import { Followers } from "./lanes/followers.ts";
import { isChange, isErrand, Lane, laneKey, type LaneItem, type LaneObject } from "./lanes/lane.ts";
import type { DrainSummary, LaneStats } from "./lanes/lane-counts.ts";
import type { Merge } from "./lanes/merge.ts";
import { Room } from "./lanes/room.ts";
import { isSameScope } from "./lanes/same-scope.ts";
import type { Observation, ObservationSink } from "./observation.ts";
import { Passage, stopping } from "./passage.ts";
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
  readonly #followers = new Followers();
  readonly #room: Room;
  readonly #counts = { observed: 0, handled: 0, merged: 0 };
  readonly #leftUndone = { notBegun: 0, abandoned: 0 };
  #isDraining = false;

  constructor(options: LanesOptions) {
    this.#options = options;
    this.#room = new Room(options.maxPending);
  }

  observe(observation: Observation): Promise<void> | undefined {
    if (this.#isDraining) {
      this.#leftUndone.notBegun += 1;
      return undefined;
    }
    this.#counts.observed += 1;
    this.#join({ observation, merged: 1, lastSeen: undefined });
    this.#makeRoom();
    this.#giveUpWaiting();
    return this.#room.space();
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
    if (this.#isDraining) errand.ended.reject(stopping());
    else this.#joinErrand(laneKey(object), errand);
    return errand.ended.promise;
  }

  stats(): LaneStats {
    const running = this.#running.size;
    return {
      waiting: this.#room.taken - running,
      running,
      paused: this.#room.isAwaited,
      ...this.#counts,
    };
  }

  async drain(timeoutMs: number): Promise<DrainSummary> {
    this.#isDraining = true;
    this.#mergeable.clear();
    for (const lane of this.#lanes.values()) {
      for (const item of lane.clear()) this.#leaveForLater(item);
    }
    for (const passage of this.#running.values()) passage.stop();
    const ended = this.#room.empty();
    await within(timeoutMs, ended, this.#options.clock);
    for (const passage of this.#running.values()) passage.giveUp();
    await ended;
    return { ...this.#leftUndone };
  }

  #join(change: Waiting): void {
    const key = laneKey(change.observation);
    const lane = this.#lanes.get(key);
    if (lane === undefined) this.#open(key, (opened) => this.#append(opened, change));
    else if (this.#room.isNearlyFull) this.#joinMerging(lane, change);
    else this.#append(lane, change);
  }

  #joinErrand(key: string, errand: Errand): void {
    this.#room.take();
    const lane = this.#lanes.get(key);
    if (lane === undefined) this.#open(key, (opened) => opened.appendErrand(errand));
    else lane.appendErrand(errand);
  }

  #open(key: string, fill: (lane: Lane) => void): void {
    const lane = new Lane();
    this.#lanes.set(key, lane);
    fill(lane);
    void this.#run(key, lane);
  }

  #append(lane: Lane, change: Waiting): void {
    this.#room.take();
    if (lane.append(change)) this.#mergeable.add(lane);
  }

  #joinMerging(lane: Lane, change: Waiting): void {
    this.#room.take();
    const merge = lane.join(change);
    if (merge !== undefined) this.#settleMerge(merge);
  }

  /** Lane by lane, those first that have waited longest for it. */
  #makeRoom(): void {
    for (const lane of this.#mergeable) {
      if (!this.#room.isFull) return;
      this.#mergeable.delete(lane);
      for (const merge of lane.compact()) this.#settleMerge(merge);
    }
  }

  /** Those first that have waited longest for an open breaker. */
  #giveUpWaiting(): void {
    while (this.#room.isFull) {
      const passage = this.#options.giveUpOldest?.();
      if (passage === undefined) return;
      this.#room.leaving(passage);
    }
  }

  #settleMerge(merge: Merge): void {
    this.#room.leave();
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
      this.#counts.handled += change.merged;
      this.#counts.merged += change.merged - 1;
    } catch (error) {
      if (passage.signal.aborted) this.#abandon(change);
      else this.#reportDefect(change, error);
    }
    this.#running.delete(change);
    this.#room.leave(passage);
    this.#followers.handled(change);
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
    this.#room.leave(passage);
  }

  /** Handlers' failures never come here: this is the host's own, and the object's next change makes up for it. */
  #reportDefect({ observation }: Waiting, error: unknown): void {
    const { resource, namespace, name, resourceVersion } = observation;
    this.#options.log.error("delivery failed", { resource: resource.kind, namespace, name, resourceVersion, error });
  }

  #abandon(change: Waiting): void {
    this.#leftUndone.abandoned += change.merged;
    this.#followers.givenUp(change, stopping());
  }

  #leaveForLater(item: LaneItem): void {
    if (isErrand(item)) item.ended.reject(stopping());
    else {
      this.#leftUndone.notBegun += item.merged;
      this.#followers.givenUp(item, stopping());
    }
    this.#room.leave();
  }
}
