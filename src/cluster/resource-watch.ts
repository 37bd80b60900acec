import type { Logger, Resource } from "../../sdk/index.ts";
import { qualifiedName } from "./discovery/served-resource.ts";
import { KnownVersions } from "./reflector/known-versions.ts";
import { emptyCounts } from "./reflector/reflector-status.ts";
import type { ReflectorEnd } from "./reflector/reflector-options.ts";
import type { Reflector } from "./reflector/reflector.ts";
import { RetryPace } from "./reflector/retry-pace.ts";
import type { OutageMember } from "./outage-log.ts";
import { RepeatingLog } from "./repeating-log.ts";
import { awaitDefinition, type Definition } from "./watch/await-definition.ts";
import { watchByNamespace } from "./watch/by-namespace.ts";
import { logWith } from "./watch/log-with.ts";
import { haveAnotherWay, placeIn, placesOf } from "./watch/places.ts";
import { createReflectorFactory, type ReflectorFactory } from "./watch/reflector-factory.ts";
import { summarise, type ResourceStatus } from "./watch/resource-status.ts";
import { completeOptions, type CompleteOptions, type ResourceWatchOptions } from "./watch/resource-watch-options.ts";
import { runTogether } from "./watch/run-together.ts";
import { seedKnown } from "./watch/seed-known.ts";

export type { ResourceStatus } from "./watch/resource-status.ts";

/** One configured resource being watched. */
export interface ResourceWatch {
  status(): ResourceStatus;
  /** Resolves when all that was there at the start has been handled, or there is nothing to list yet. Never rejects. */
  readonly synced: Promise<void>;
  /** Resolves when the kind was found, or is waited for, or the API server could not tell. Never rejects. */
  readonly judged: Promise<void>;
  /**
   * Resolves after the signal was aborted, when nothing more is asked or told. Rejects with a `KwatchmanError` when the
   * configuration asks for what cannot be: KW_KIND_UNKNOWN, KW_KIND_NOT_WATCHABLE, KW_SELECTOR_REFUSED.
   */
  readonly done: Promise<void>;
}

/** Begins to watch: finds the kind, lists and watches it, and goes on for ever, whatever happens to the server. */
export function watchResource(options: ResourceWatchOptions): ResourceWatch {
  const watching = new Watching(completeOptions(options));
  const { synced, judged } = watching;
  return { status: () => watching.status(), synced, judged, done: watching.run() };
}

/** After a kind was gone or forbidden: soon enough to see it come back within ten seconds. */
const LONGEST_PAUSE_MS = 10_000;

class Watching {
  readonly synced: Promise<void>;
  readonly judged: Promise<void>;
  readonly #options: CompleteOptions;
  readonly #log: Logger;
  readonly #failures: RepeatingLog;
  /** For what it fails by before there is a reflector. */
  readonly #outage: OutageMember;
  readonly #known = new KnownVersions();
  readonly #counts = emptyCounts();
  readonly #factory: ReflectorFactory;
  readonly #reflectors = new Set<Reflector>();
  readonly #settleSynced: () => void;
  readonly #settleJudged: () => void;
  /** Since when there may have been something to list. */
  #startedAt: number;
  #isSynced = false;
  #wasAbsent = false;
  #resource: Resource | undefined;
  /** How it stands while there is no reflector. */
  #idle: Pick<ResourceStatus, "state" | "reason"> = { state: "resolving", reason: "" };
  #askedAt: number | undefined;

  constructor(options: CompleteOptions) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.synced = promise;
    this.#settleSynced = resolve;
    const judgement = Promise.withResolvers<void>();
    this.judged = judgement.promise;
    this.#settleJudged = judgement.resolve;
    this.#options = options;
    this.#log = logWith(options.log, { resource: options.resource.kind });
    this.#failures = new RepeatingLog(this.#log, options.clock);
    this.#outage = options.outages.join(options.resource.kind);
    this.#factory = createReflectorFactory(options, {
      known: this.#known,
      counts: this.#counts,
      log: this.#log,
      onWatching: (openedAt) => this.#failures.recover("watching again", openedAt),
    });
    this.#startedAt = options.clock.now();
  }

  status(): ResourceStatus {
    const reflectors = [...this.#reflectors].map((reflector) => reflector.status);
    const idle = { ...this.#idle, isReady: this.#idle.state === "waiting", lastContactAt: this.#askedAt };
    return {
      kind: this.#options.resource.kind,
      resource: this.#resource,
      ...(reflectors.length === 0 ? idle : summarise(reflectors)),
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
        await clock.sleep(Math.min(pace.afterFailure(), LONGEST_PAUSE_MS), signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#outage.leave();
    }
  }

  async #awaitDefinition(): Promise<Definition> {
    const isFirst = this.#resource === undefined;
    const definition = await awaitDefinition({
      ...this.#options,
      config: this.#options.resource,
      wasServed: !isFirst,
      log: this.#log,
      outage: this.#outage,
      onUndefined: (state, reason) => {
        this.#idle = { state, reason };
        this.#settleJudged();
        if (state === "waiting") this.#noteAbsence();
      },
    });
    this.#settleJudged();
    this.#outage.recover(this.#options.clock.now());
    this.#idle = { state: "resolving", reason: "" };
    this.#resource = definition.resource;
    if (isFirst) this.#seed(definition);
    return definition;
  }

  #noteAbsence(): void {
    this.#askedAt = this.#options.clock.now();
    this.#startedAt = this.#askedAt;
    this.#wasAbsent = true;
    this.#settleSynced();
  }

  #seed({ resource, cluster }: Definition): void {
    const { store, resource: config } = this.#options;
    seedKnown(this.#known, store, cluster, config, placesOf(resource, config.namespaces));
  }

  async #reflect(definition: Definition): Promise<ReflectorEnd> {
    const { resource: config, signal } = this.#options;
    const whenForbidden = haveAnotherWay(definition.resource, config.namespaces) ? "ends" : "goes-on";
    const reflectors = placesOf(definition.resource, config.namespaces).map((place) =>
      this.#factory.reflectPlace(definition, place, !this.#wasAbsent, whenForbidden),
    );
    for (const reflector of reflectors) this.#reflectors.add(reflector);
    this.#expectSynced(reflectors);
    let end = await runTogether(reflectors, signal);
    const { reason } = summarise(reflectors.map((reflector) => reflector.status));
    this.#reflectors.clear();
    // Namespaces may be forbidden, too: then both ways are tried until one is allowed.
    if (end === "forbidden") end = await this.#reflectByNamespace(definition);
    if (end !== "stopped") this.#noteEnd(end, definition.resource, reason);
    return end;
  }

  #reflectByNamespace(definition: Definition): Promise<ReflectorEnd> {
    const { resource: config, signal } = this.#options;
    return watchByNamespace({
      matches: (namespace) => config.namespaces.matches(namespace),
      reflectNamespaces: (sink) => {
        const reflector = this.#factory.reflectNamespaces(definition, sink);
        this.#expectSynced([reflector]);
        return reflector;
      },
      reflectIn: (namespace, existedAtStart) =>
        this.#factory.reflectPlace(definition, placeIn(namespace), existedAtStart && !this.#wasAbsent, "goes-on"),
      knownNamespaces: () => this.#known.namespaces(),
      onStart: (reflector) => this.#reflectors.add(reflector),
      onEnd: (reflector) => this.#reflectors.delete(reflector),
      signal,
    });
  }

  #noteEnd(end: "forbidden" | "not-found", resource: Resource, forbidden: string): void {
    const reason = end === "forbidden" ? forbidden : `${qualifiedName(resource)}: not served any more`;
    this.#idle = { state: end === "forbidden" ? "failing" : "resolving", reason };
    this.#failures.say("warn", "failing", { reason });
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
    // Never rejects; it just does not end when the reflectors end before.
    void settle();
  }
}
