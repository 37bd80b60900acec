import type { Logger, Resource } from "../../sdk/index.ts";
import type { ResourceConfig, WatchConfig } from "../config/config.ts";
import type { ObservationSink } from "../pipeline/observation.ts";
import type { Store } from "../store/store.ts";
import { systemClock, type Clock, type Random } from "../time/clock.ts";
import type { Connection } from "./connection.ts";
import type { Discovery } from "./discovery.ts";
import { qualifiedName } from "./discovery/served-resource.ts";
import { KnownVersions } from "./reflector/known-versions.ts";
import { emptyCounts } from "./reflector/reflector-status.ts";
import { Reflector, type ReflectorEnd } from "./reflector/reflector.ts";
import { RetryPace } from "./reflector/retry-pace.ts";
import { awaitDefinition, type Definition } from "./watch/await-definition.ts";
import { namespaceResource, watchByNamespace } from "./watch/by-namespace.ts";
import { entryOf, selectorsOf } from "./watch/entry.ts";
import { logWith } from "./watch/log-with.ts";
import { haveAnotherWay, placeIn, placesOf, type Place } from "./watch/places.ts";
import { summarise, type ResourceStatus } from "./watch/resource-status.ts";
import { runTogether } from "./watch/run-together.ts";

export type { ResourceState, ResourceStatus } from "./watch/resource-status.ts";

/** What is watched, by which means, and whom it tells. */
export interface ResourceWatchOptions {
  readonly resource: ResourceConfig;
  readonly connection: Connection;
  readonly discovery: Discovery;
  readonly watch: WatchConfig;
  readonly store: Pick<Store, "redactionKey" | "knownVersions" | "isListed">;
  readonly sink: ObservationSink;
  readonly log: Logger;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Objects in a page of a list. @default 500 */
  readonly pageSize?: number;
  /** @default the system's */
  readonly clock?: Clock;
  /** @default Math.random */
  readonly random?: Random;
}

/** One configured resource being watched. */
export interface ResourceWatch {
  status(): ResourceStatus;
  /** Resolves when all that was there at the start has been handled, or there is nothing to list yet. Never rejects. */
  readonly synced: Promise<void>;
  /**
   * Resolves after the signal was aborted, when nothing more is asked or told. Rejects with a `KwatchmanError` when the
   * configuration asks for what cannot be: KW_KIND_UNKNOWN, KW_KIND_NOT_WATCHABLE, KW_SELECTOR_REFUSED.
   */
  readonly done: Promise<void>;
}

/** Begins to watch: finds the kind, lists and watches it, and goes on for ever, whatever happens to the server. */
export function watchResource(options: ResourceWatchOptions): ResourceWatch {
  const watch = new Watching(options);
  return { status: () => watch.status(), synced: watch.synced, done: watch.run() };
}

/** After a kind that was served is gone: soon enough to see it come back within ten seconds. */
const LONGEST_PAUSE_MS = 10_000;

class Watching {
  readonly synced: Promise<void>;
  readonly #options: ResourceWatchOptions & { readonly clock: Clock; readonly random: Random };
  readonly #log: Logger;
  readonly #known = new KnownVersions();
  readonly #counts = emptyCounts();
  readonly #reflectors = new Set<Reflector>();
  readonly #startedAt: number;
  readonly #settleSynced: () => void;
  #isSynced = false;
  #isSeeded = false;
  #wasAbsent = false;
  /** How it stands while there is no reflector. */
  #unserved: Pick<ResourceStatus, "state" | "reason"> = { state: "resolving", reason: "" };
  #resource: Resource | undefined;

  constructor(options: ResourceWatchOptions) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.synced = promise;
    this.#settleSynced = resolve;
    this.#options = { clock: systemClock, random: Math.random, ...options };
    this.#log = logWith(options.log, { resource: options.resource.kind });
    this.#startedAt = this.#options.clock.now();
  }

  status(): ResourceStatus {
    const reflectors = [...this.#reflectors].map((reflector) => reflector.status);
    const unserved = { ...this.#unserved, isReady: this.#unserved.state === "waiting", lastContactAt: undefined };
    return {
      kind: this.#options.resource.kind,
      resource: this.#resource,
      ...(reflectors.length === 0 ? unserved : summarise(reflectors)),
      isSynced: this.#isSynced,
      objects: this.#known.size,
      counts: this.#counts,
      reflectors,
    };
  }

  async run(): Promise<void> {
    const { clock, random, signal } = this.#options;
    const pace = new RetryPace(clock, random);
    try {
      for (;;) {
        const definition = await this.#awaitDefinition();
        if ((await this.#reflect(definition)) === "stopped") return;
        const reason = `${qualifiedName(definition.resource)}: not served any more`;
        this.#unserved = { state: "resolving", reason };
        this.#log.warn("no longer served", { reason });
        await clock.sleep(Math.min(pace.afterFailure(), LONGEST_PAUSE_MS), signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #awaitDefinition(): Promise<Definition> {
    const definition = await awaitDefinition({
      ...this.#options,
      config: this.#options.resource,
      wasServed: this.#resource !== undefined,
      log: this.#log,
      onUndefined: (state, reason) => {
        this.#unserved = { state, reason };
        this.#wasAbsent ||= state === "waiting";
        if (state === "waiting") this.#settleSynced();
      },
    });
    this.#resource = definition.resource;
    return definition;
  }

  async #reflect(definition: Definition): Promise<ReflectorEnd> {
    const { namespaces } = this.#options.resource;
    const places = placesOf(definition.resource, namespaces);
    const endsWhenForbidden = haveAnotherWay(definition.resource, namespaces);
    this.#seed(definition, places);
    const reflectors = places.map((place) =>
      this.#createReflector(definition, place, { endsWhenForbidden, existedAtStart: !this.#wasAbsent }),
    );
    for (const reflector of reflectors) this.#reflectors.add(reflector);
    this.#expectSynced(reflectors);
    try {
      const end = await runTogether(reflectors, this.#options.signal);
      if (end !== "forbidden") return end;
    } finally {
      this.#reflectors.clear();
    }
    return this.#reflectByNamespace(definition);
  }

  #reflectByNamespace(definition: Definition): Promise<ReflectorEnd> {
    const { resource, signal } = this.#options;
    this.#log.info("watching namespace by namespace: watching all of them is not allowed");
    return watchByNamespace({
      matches: (namespace) => resource.namespaces.matches(namespace),
      reflectNamespaces: (sink) => this.#createNamespaceReflector(definition, sink),
      reflectIn: (namespace, existedAtStart) =>
        this.#createReflector(definition, placeIn(namespace), {
          endsWhenForbidden: false,
          existedAtStart: existedAtStart && !this.#wasAbsent,
        }),
      onStart: (reflector) => this.#reflectors.add(reflector),
      onEnd: (reflector) => this.#reflectors.delete(reflector),
      signal,
    });
  }

  #createReflector(
    { resource, cluster }: Definition,
    { namespace, scopeNamespace, accepts }: Place,
    { existedAtStart, endsWhenForbidden }: { existedAtStart: boolean; endsWhenForbidden: boolean },
  ): Reflector {
    const { store, resource: config } = this.#options;
    const scope = { cluster, entry: entryOf(config), namespace: scopeNamespace };
    return new Reflector({
      ...this.#options,
      resource,
      scope,
      namespace,
      accepts,
      selectors: selectorsOf(config),
      isInitial: existedAtStart && !store.isListed(scope),
      endsWhenForbidden,
      known: this.#known,
      counts: this.#counts,
      redactionKey: store.redactionKey,
      log: namespace === undefined ? this.#log : logWith(this.#log, { namespace }),
    });
  }

  /** Mirrors the namespaces themselves, for nobody but us: in a scope and with counts of its own. */
  #createNamespaceReflector({ cluster }: Definition, sink: ObservationSink): Reflector {
    const reflector = new Reflector({
      ...this.#options,
      resource: namespaceResource,
      scope: { cluster, entry: "", namespace: "" },
      namespace: undefined,
      accepts: () => true,
      selectors: {},
      isInitial: true,
      endsWhenForbidden: false,
      known: new KnownVersions(),
      counts: emptyCounts(),
      redactionKey: this.#options.store.redactionKey,
      sink,
      log: logWith(this.#log, { watched: "namespaces" }),
    });
    this.#expectSynced([reflector]);
    return reflector;
  }

  /** What handlers saw before this start counts as known; what they saw in namespaces that no longer match does not. */
  #seed({ cluster }: Definition, places: readonly Place[]): void {
    if (this.#isSeeded) return;
    this.#isSeeded = true;
    const { store, resource } = this.#options;
    for (const { knownIn, accepts } of places) {
      for (const version of store.knownVersions({ cluster, entry: entryOf(resource), namespace: knownIn })) {
        if (accepts(version.namespace)) this.#known.set(version);
      }
    }
  }

  #expectSynced(reflectors: readonly Reflector[]): void {
    const settle = async () => {
      await Promise.all(reflectors.map((reflector) => reflector.synced));
      if (this.#isSynced) return;
      this.#isSynced = true;
      this.#settleSynced();
      const seconds = (this.#options.clock.now() - this.#startedAt) / 1000;
      this.#log.info("synced", { objects: this.#known.size, seconds });
    };
    // Never rejects, and is never done when the reflectors end before.
    void settle();
  }
}
