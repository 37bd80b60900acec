import { once } from "node:events";
import { atResource } from "../config/at-resource.ts";
import type { Config, ResourceConfig } from "../config/config.ts";
import { KwatchmanError } from "../errors/kwatchman-error.ts";
import { ProblemsError } from "../errors/problems.ts";
import { systemClock } from "../time/clock.ts";
import { within } from "../time/within.ts";
import { OutageLog } from "./outage-log.ts";
import { type ResourceStatus, type ResourceWatch, watchResource } from "./resource-watch.ts";
import type { ResourceWatchOptions } from "./watch/resource-watch-options.ts";

/** What all of them share. */
export interface WatchResourcesOptions extends Omit<ResourceWatchOptions, "resource" | "watch" | "outages"> {
  readonly config: Config;
}

/** All configured resources being watched. They may come and go. */
export interface ResourceWatches {
  /** Begins to watch those that are new, ends the watching of those that are gone, leaves the others as they are. */
  follow(config: Config): void;
  /** In the configuration's order. */
  status(): readonly ResourceStatus[];
  /** Resolves when those of the first configuration are synced. */
  readonly synced: Promise<void>;
  /**
   * Resolves after the signal was aborted, when nothing more is asked or told. Rejects as soon as the API server says that
   * the first configuration asks for what cannot be: with the `KwatchmanError` of one resource, or with a `ProblemsError`
   * of several. The others then still go on.
   */
  readonly done: Promise<void>;
  /** Resolves when nothing more is asked or told, whatever became of them. Never rejects. */
  ended(): Promise<void>;
}

/** Once one mistake is known, how long the server may take to tell the others, in milliseconds. */
const OTHERS_WITHIN_MS = 5000;

/** Begins to watch every configured resource. */
export function watchResources({ config, ...options }: WatchResourcesOptions): ResourceWatches {
  return new Watches(config, options);
}

interface Watched {
  readonly watch: ResourceWatch;
  readonly stop: AbortController;
  /** What the API server says that cannot be. */
  mistake: KwatchmanError | undefined;
}

class Watches implements ResourceWatches {
  readonly synced: Promise<void>;
  readonly done: Promise<void>;
  readonly #options: Omit<WatchResourcesOptions, "config">;
  readonly #outages: OutageLog;
  readonly #ending = new Set<Promise<unknown>>();
  #watched = new Map<string, Watched>();

  constructor(first: Config, options: Omit<WatchResourcesOptions, "config">) {
    this.#options = options;
    this.#outages = new OutageLog({ ...options, clock: systemClock });
    this.#watched = this.#begin(first);
    const watched = [...this.#watched.values()];
    this.synced = allSynced(watched);
    this.done = this.#untilDone(watched);
  }

  follow(config: Config): void {
    const watched = this.#begin(config);
    for (const [key, { stop }] of this.#watched) {
      if (!watched.has(key)) stop.abort(new DOMException("The resource is not configured any more", "AbortError"));
    }
    const joined = [...watched].filter(([key]) => !this.#watched.has(key));
    this.#watched = watched;
    for (const [, each] of joined) void this.#tellMistake(each);
  }

  status(): readonly ResourceStatus[] {
    return [...this.#watched.values()].map(({ watch, mistake }) => {
      const status = watch.status();
      return mistake === undefined ? status : { ...status, state: "failing", isReady: false, reason: mistake.message };
    });
  }

  async ended(): Promise<void> {
    await Promise.all(this.#ending);
  }

  #begin(config: Config): Map<string, Watched> {
    const entries = config.resources.map((resource, index) => {
      const key = JSON.stringify(resource);
      return [key, this.#watched.get(key) ?? this.#beginOne(resource, config, index)] as const;
    });
    return new Map(entries);
  }

  #beginOne(resource: ResourceConfig, config: Config, index: number): Watched {
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#options.signal, stop.signal]);
    const watch = watchResource({ ...this.#options, resource, watch: config.watch, outages: this.#outages, signal });
    const watched: Watched = { watch, stop, mistake: undefined };
    const ending = watch.done.catch((error: unknown) => {
      // Only the watch can tell that there is no such kind, only the configuration where it stands.
      if (error instanceof KwatchmanError) watched.mistake = atResource(error, config, index);
    });
    this.#ending.add(ending);
    void ending.finally(() => this.#ending.delete(ending));
    return watched;
  }

  /** The host runs on: the other resources are none the worse for it, and what was asked for before is watched. */
  async #tellMistake(watched: Watched): Promise<void> {
    try {
      await watched.watch.done;
    } catch (error) {
      this.#options.log.error("resource cannot be watched", { error: watched.mistake ?? error });
    }
  }

  async #untilDone(first: readonly Watched[]): Promise<void> {
    const { signal } = this.#options;
    try {
      await Promise.all(first.map(({ watch }) => watch.done));
    } catch (error) {
      // A user who misspelt two kinds mends both at once.
      const judged = Promise.allSettled(first.map(({ watch }) => Promise.race([watch.judged, watch.done])));
      await within(OTHERS_WITHIN_MS, judged, systemClock);
      const told = first.flatMap(({ mistake }) => mistake ?? []);
      throw told.length > 1 ? new ProblemsError(told) : (told[0] ?? error);
    }
    // They may have left the configuration one by one.
    if (!signal.aborted) await once(signal, "abort");
    await this.ended();
  }
}

async function allSynced(watched: readonly Watched[]): Promise<void> {
  await Promise.all(watched.map(({ watch }) => watch.synced));
}
