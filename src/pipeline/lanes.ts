import type { Logger } from "../../sdk/index.ts";
import type { Scope, Store } from "../store/store.ts";
import type { Clock } from "../time/clock.ts";
import type { Deliver } from "./delivery.ts";
import { laneKey, type Lane, type Waiting } from "./lane.ts";
import type { Observation, ObservationSink } from "./observation.ts";

/** Every object's changes, each object's in order, different objects' side by side. */
export interface Lanes extends ObservationSink {
  /** How full the lanes are. */
  stats(): LaneStats;
  /**
   * Begins nothing new. What runs has so long to end, in milliseconds, and is then abandoned: its signal is aborted and
   * its baseline stays. What waits is dropped. Resolves when nothing runs any more. Never rejects.
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
  /** Had not been begun. */
  readonly dropped: number;
  /** Were under way. */
  readonly abandoned: number;
}

/** What the lanes are made with. */
export interface LanesOptions {
  /** Observations waiting and under way, of the whole host, at which reading pauses. */
  readonly maxPending: number;
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
  /** Deliveries under way, each with what abandons it. */
  readonly #running = new Map<Waiting, AbortController>();
  /** Told when what waits or runs has been handled, or will never be. */
  readonly #followed = new Map<Waiting, PromiseWithResolvers<void>>();
  #pending = 0;
  #observed = 0;
  #handled = 0;
  #merged = 0;
  #room: PromiseWithResolvers<void> | undefined;
  /** Set once draining has begun: resolved when nothing runs any more. */
  #idle: PromiseWithResolvers<void> | undefined;
  #dropped = 0;
  #abandoned = 0;

  constructor(options: LanesOptions) {
    this.#options = options;
  }

  observe(observation: Observation): Promise<void> | undefined {
    if (this.#idle !== undefined) {
      this.#dropped += 1;
      return undefined;
    }
    this.#observed += 1;
    this.#pending += 1;
    this.#join({ observation, merged: 1 });
    if (this.#pending < this.#options.maxPending) return undefined;
    this.#room ??= Promise.withResolvers<void>();
    return this.#room.promise;
  }

  async listed(scope: Scope): Promise<void> {
    const handled: Promise<void>[] = [];
    for (const items of [this.#running.keys(), ...this.#lanes.values()]) {
      for (const item of items) if (sameScope(item.observation.scope, scope)) handled.push(this.#follow(item));
    }
    await Promise.all(handled);
    this.#options.store.markListed(scope);
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
    for (const lane of this.#lanes.values()) {
      for (const item of lane.splice(0)) this.#drop(item);
    }
    if (this.#pending > 0) await this.#abandonAfter(timeoutMs, this.#idle.promise);
    return { dropped: this.#dropped, abandoned: this.#abandoned };
  }

  #join(item: Waiting): void {
    const key = laneKey(item.observation);
    const lane = this.#lanes.get(key);
    if (lane !== undefined) {
      lane.push(item);
      return;
    }
    const opened: Lane = [item];
    this.#lanes.set(key, opened);
    void this.#run(key, opened);
  }

  /** Never rejects. */
  async #run(key: string, lane: Lane): Promise<void> {
    for (let item = lane.shift(); item !== undefined; item = lane.shift()) await this.#deliver(item);
    this.#lanes.delete(key);
  }

  async #deliver(item: Waiting): Promise<void> {
    const controller = new AbortController();
    this.#running.set(item, controller);
    try {
      await this.#options.deliver(item, controller.signal);
      this.#handled += item.merged;
      this.#merged += item.merged - 1;
    } catch (error) {
      if (controller.signal.aborted) this.#abandon(item);
      else this.#reportDefect(item, error);
    }
    this.#running.delete(item);
    this.#leave(item);
  }

  /** Handlers' failures never come here: this is the host's own, and the object's next change makes up for it. */
  #reportDefect({ observation }: Waiting, error: unknown): void {
    const { resource, namespace, name, resourceVersion } = observation;
    this.#options.log.error("delivery failed", { resource: resource.kind, namespace, name, resourceVersion, error });
  }

  #abandon(item: Waiting): void {
    this.#abandoned += 1;
    this.#followed.get(item)?.reject(stopping());
  }

  #drop(item: Waiting): void {
    this.#dropped += 1;
    this.#followed.get(item)?.reject(stopping());
    this.#leave(item);
  }

  #leave(item: Waiting): void {
    this.#pending -= 1;
    if (this.#pending < this.#options.maxPending) {
      this.#room?.resolve();
      this.#room = undefined;
    }
    if (this.#pending === 0) this.#idle?.resolve();
    this.#followed.get(item)?.resolve();
    this.#followed.delete(item);
  }

  #follow(item: Waiting): Promise<void> {
    const follower = this.#followed.get(item) ?? Promise.withResolvers<void>();
    this.#followed.set(item, follower);
    return follower.promise;
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
    for (const controller of this.#running.values()) controller.abort(stopping());
  }
}

function stopping(): DOMException {
  return new DOMException("The host is stopping", "AbortError");
}

function sameScope(one: Scope, other: Scope): boolean {
  return one.cluster === other.cluster && one.entry === other.entry && one.namespace === other.namespace;
}
