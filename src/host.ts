import type { CredentialsChoice } from "./cluster/connection/kubeconfig.ts";
import { type Connection, openConnection } from "./cluster/connection.ts";
import { createDiscovery } from "./cluster/discovery.ts";
import { type ResourceWatch, watchResource } from "./cluster/resource-watch.ts";
import { coverageOf } from "./cluster/watch/coverage.ts";
import { atResource } from "./config/at-resource.ts";
import type { Config } from "./config/config.ts";
import { KwatchmanError } from "./errors/kwatchman-error.ts";
import { type Health, openHealth } from "./observe/health.ts";
import { type HostStatus, starting } from "./observe/host-status.ts";
import { createMask } from "./observe/mask.ts";
import type { HostLog } from "./observe/log.ts";
import { type Chain, createChain } from "./pipeline/chain.ts";
import { keepDeadLetters } from "./pipeline/dead-letter.ts";
import { followDeadLetterRequests } from "./pipeline/dead-letter-requests.ts";
import { giveUpOldest } from "./pipeline/breakers.ts";
import { createDelivery } from "./pipeline/delivery.ts";
import { type Lanes, createLanes } from "./pipeline/lanes.ts";
import { createRedelivery } from "./pipeline/redelivery.ts";
import type { Configuration } from "./registry/load-configuration.ts";
import { loadHandlers, openRuntimes, type Runtimes } from "./runtimes/runtimes.ts";
import { openStore } from "./store/open-store.ts";
import type { Store } from "./store/store.ts";
import { keepUpStore } from "./store/upkeep.ts";
import { systemClock } from "./time/clock.ts";
import type { HostHooks } from "../sdk/index.ts";

/** What a host is started with. */
export interface HostOptions {
  readonly configuration: Configuration;
  readonly credentials: CredentialsChoice;
  readonly log: HostLog;
  /** Ends the host, cleanly; its reason, an Error, is logged. */
  readonly signal: AbortSignal;
}

/** A running host. */
export interface Host {
  readonly hooks: HostHooks;
  status(): HostStatus;
  /** Resolves when all that was there at the start has been handled. */
  readonly synced: Promise<void>;
  /** Resolves when the host has stopped cleanly; rejects when it had to stop because the configuration asks for what cannot be. */
  readonly ended: Promise<void>;
}

/**
 * Puts the parts together: handlers, health, store, chain, lanes, then the watching that feeds them. Starts them in that
 * order; when the signal is aborted, stops them in reverse. Rejects if a handler cannot be loaded, no credentials are
 * found, or the health server cannot listen.
 */
export async function startHost({ configuration, credentials, log, signal }: HostOptions): Promise<Host> {
  const { config, secrets } = configuration;
  const runtimes = openRuntimes({ log, clock: systemClock, random: Math.random });
  const handlers = await loadHandlers(runtimes, configuration.handlers, (spec) => log.pluginLogger(spec.name, true));
  const connection = await openConnection({ ...credentials, watch: config.watch });
  const clusterName = config.cluster ?? connection.clusterName;

  // Probes are answered from here on, before there is anything to tell them.
  let status = (): HostStatus => starting;
  const names = handlers.map(({ spec }) => spec.name);
  const health = await openHealth({ config, handlers: names, secrets, status: () => status(), log });
  const { observer } = health;

  const store = await openStore(config.store, { log, clock: systemClock, random: Math.random });
  const chain = await createChain(handlers, { log, clock: systemClock, signal, observer });
  const letters = store.deadLetters;
  const mask = createMask(secrets);
  const delivery = {
    chain: () => chain,
    retry: config.retry,
    deadLetters: keepDeadLetters({
      letters,
      log,
      clock: systemClock,
      hideSecrets: (text) => mask.text(text),
      logsEvents: config.store.kind === "memory",
    }),
    log,
    clock: systemClock,
    random: Math.random,
    observer,
  };
  const deliver = createDelivery({ ...delivery, clusterName, store });
  const redeliver = createRedelivery({ ...delivery, letters });
  const lanes = createLanes({
    maxPending: config.maxPending,
    giveUpOldest: () => giveUpOldest(chain.breakers),
    deliver,
    store,
    log,
    clock: systemClock,
  });

  await chain.hooks.start.promise({ cluster: clusterName, handlers: chain.handlers });
  log.info("watching", { cluster: clusterName, server: connection.server, handlers: chain.handlers });

  // Watches also end when one of them finds a mistake in the configuration.
  const reading = new AbortController();
  const stopReading = AbortSignal.any([signal, reading.signal]);
  const discovery = createDiscovery(connection, stopReading);
  const watches = config.resources.map((resource) =>
    watchResource({
      resource,
      connection,
      discovery,
      watch: config.watch,
      store,
      sink: lanes,
      log,
      signal: stopReading,
    }),
  );

  status = () => ({
    phase: stopReading.aborted ? "stopping" : "running",
    resources: watches.map((watch) => watch.status()),
    breakers: chain.breakers.map((breaker) => breaker.status()),
    lanes: lanes.stats(),
    store: store.status(),
    deadLetters: letters.stats(),
  });

  const upkeep = [
    followDeadLetterRequests({ letters, lanes, redeliver, log, clock: systemClock, signal: stopReading }),
    keepUpStore({
      store,
      identity: (until) => connection.identity(until),
      isWatched: coverageOf(config.resources),
      log,
      clock: systemClock,
      signal: stopReading,
    }),
  ];

  return {
    hooks: chain.hooks,
    status,
    synced: announceSynced(watches, chain, log),
    ended: endInReverse(
      { watches, upkeep, reading, lanes, chain, runtimes, store, connection, health, log, signal },
      config,
    ),
  };
}

/** With 25 s of draining it makes a pod's usual 30 s of grace. */
const closeWithinMs = 4000;

async function announceSynced(watches: readonly ResourceWatch[], chain: Chain, log: HostLog): Promise<void> {
  await Promise.all(watches.map((watch) => watch.synced));
  const objects = watches.reduce((sum, watch) => sum + watch.status().objects, 0);
  log.info("all resources are synced", { resources: watches.length, objects });
  chain.hooks.synced.call({ resources: watches.length, objects });
}

interface RunningParts {
  readonly watches: readonly ResourceWatch[];
  /** What else goes on until reading stops. */
  readonly upkeep: readonly Promise<void>[];
  readonly reading: AbortController;
  readonly lanes: Lanes;
  readonly chain: Chain;
  readonly runtimes: Runtimes;
  readonly store: Store;
  readonly connection: Connection;
  readonly health: Health;
  readonly log: HostLog;
  readonly signal: AbortSignal;
}

async function endInReverse(parts: RunningParts, config: Config): Promise<void> {
  const { watches, upkeep, reading, lanes, chain, runtimes, store, connection, health, log, signal } = parts;
  try {
    await Promise.all(watches.map((watch, index) => endOf(watch, config, index)));
  } finally {
    reading.abort();
    await Promise.allSettled(watches.map((watch) => watch.done));
    const reason = signal.aborted ? (signal.reason as Error).message : "failure";
    log.info("stopping", { reason });
    const left = await lanes.drain(config.drainTimeoutMs);
    await Promise.all(upkeep);
    await closeInTime(chain, reason, log);
    await runtimes.close();
    await store.close();
    connection.close();
    await health.close();
    log.info("stopped", { ...left });
  }
}

/** Only the watch can tell that there is no such kind, only the configuration where it stands. */
async function endOf(watch: ResourceWatch, config: Config, index: number): Promise<void> {
  try {
    await watch.done;
  } catch (error) {
    throw error instanceof KwatchmanError ? atResource(error, config, index) : error;
  }
}

/** A plugin that does not come to its end must not keep the store from being closed, or the process from ending. */
async function closeInTime(chain: Chain, reason: string, log: HostLog): Promise<void> {
  const closed = new AbortController();
  const closing = chain.close(reason).finally(() => closed.abort());
  try {
    await systemClock.sleep(closeWithinMs, closed.signal);
    log.warn("plugins are still closing, and are left to it", { milliseconds: closeWithinMs });
  } catch {
    // Closed before the time was over.
    await closing;
  }
}
