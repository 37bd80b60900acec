import { type ResourceStatus, type ResourceWatch, watchResource } from "../cluster/resource-watch.ts";
import type { ResourceWatchOptions } from "../cluster/watch/resource-watch-options.ts";
import { atResource } from "../config/at-resource.ts";
import type { Config, ResourceConfig } from "../config/config.ts";
import { KwatchmanError } from "../errors/kwatchman-error.ts";

/** The watches of the configured resources, which may come and go while the host runs. */
export interface ResourceWatches {
  /** Begins those that are new, ends those that are gone, leaves the others as they are. */
  follow(config: Config): void;
  /** In the configuration's order. */
  status(): readonly ResourceStatus[];
  /** Resolves when those that the host began with are synced. */
  readonly synced: Promise<void>;
  /** Rejects when one that the host began with asks for what cannot be: KW_KIND_UNKNOWN, KW_KIND_NOT_WATCHABLE, KW_SELECTOR_REFUSED. */
  readonly refused: Promise<never>;
  /** Resolves when none asks or tells anything any more, after the signal was aborted. Never rejects. */
  ended(): Promise<void>;
}

interface Watched {
  readonly watch: ResourceWatch;
  readonly stop: AbortController;
  /** Why there is nothing to watch; undefined while there is. */
  refusal: KwatchmanError | undefined;
}

/** Begins to watch. */
export function openResourceWatches(first: Config, options: Omit<ResourceWatchOptions, "resource">): ResourceWatches {
  return new OpenWatches(first, options);
}

class OpenWatches implements ResourceWatches {
  readonly synced: Promise<void>;
  readonly refused: Promise<never>;
  readonly #options: Omit<ResourceWatchOptions, "resource">;
  readonly #ending = new Set<Promise<void>>();
  readonly #refuse: (error: unknown) => void;
  #watched = new Map<string, Watched>();

  constructor(first: Config, options: Omit<ResourceWatchOptions, "resource">) {
    this.#options = options;
    const { promise, reject } = Promise.withResolvers<never>();
    this.refused = promise;
    this.#refuse = reject;
    // Whoever waits for it is told; nobody else needs to be.
    promise.catch(() => {});
    this.follow(first, (error) => this.#refuse(error));
    this.synced = Promise.all([...this.#watched.values()].map(({ watch }) => watch.synced)).then(() => {});
  }

  follow(config: Config, onRefusal: (error: KwatchmanError) => void = (error) => this.#tell(error)): void {
    const wanted = new Map(config.resources.map((resource, index) => [JSON.stringify(resource), { resource, index }]));
    for (const [key, { stop }] of this.#watched) {
      if (!wanted.has(key)) stop.abort(new DOMException("the resource is not configured any more", "AbortError"));
    }
    this.#watched = new Map(
      [...wanted].map(([key, { resource, index }]) => [
        key,
        this.#watched.get(key) ?? this.#begin(resource, (error) => onRefusal(atResource(error, config, index))),
      ]),
    );
  }

  status(): readonly ResourceStatus[] {
    return [...this.#watched.values()].map(({ watch, refusal }) => {
      const status = watch.status();
      return refusal === undefined ? status : { ...status, state: "failing", isReady: false, reason: refusal.message };
    });
  }

  async ended(): Promise<void> {
    await Promise.all(this.#ending);
  }

  #begin(resource: ResourceConfig, onRefusal: (error: KwatchmanError) => void): Watched {
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#options.signal, stop.signal]);
    const watch = watchResource({ ...this.#options, resource, signal });
    const watched: Watched = { watch, stop, refusal: undefined };
    const ending = watch.done.catch((error: unknown) => {
      if (error instanceof KwatchmanError) {
        watched.refusal = error;
        onRefusal(error);
      } else {
        this.#refuse(error);
      }
    });
    this.#ending.add(ending);
    void ending.then(() => this.#ending.delete(ending));
    return watched;
  }

  /** The host runs on: the other resources are none the worse for it. */
  #tell(error: KwatchmanError): void {
    this.#options.log.error("resource cannot be watched", { error });
  }
}
