import type { HostHooks } from "../sdk/index.ts";
import { openConnection } from "./cluster/connection.ts";
import type { CredentialsChoice } from "./cluster/connection/kubeconfig.ts";
import { createDiscovery } from "./cluster/discovery.ts";
import { watchResources } from "./cluster/watch-resources.ts";
import { coverageOf } from "./cluster/watch/coverage.ts";
import type { Config } from "./config/config.ts";
import { announceSynced } from "./host/announce-synced.ts";
import { endInReverse } from "./host/end-in-reverse.ts";
import { openHealth } from "./observe/health.ts";
import { type HostStatus, starting } from "./observe/host-status.ts";
import type { HostLog } from "./observe/log.ts";
import { switchedOffOf } from "./observe/switched-off.ts";
import { createChain } from "./pipeline/chain.ts";
import { giveUpOldest } from "./pipeline/chain/give-up-oldest.ts";
import { followDeadLetterRequests } from "./pipeline/dead-letters/dead-letter-requests.ts";
import { keepDeadLetters } from "./pipeline/dead-letters/keep-dead-letters.ts";
import { createRedelivery } from "./pipeline/dead-letters/redelivery.ts";
import { createDelivery } from "./pipeline/delivery.ts";
import { Generations } from "./pipeline/generations.ts";
import { createLanes } from "./pipeline/lanes.ts";
import type { Configuration } from "./registry/load-configuration.ts";
import { inOrder, loadFirst } from "./reload/choose-handlers.ts";
import { HandlerPool } from "./reload/handler-pool.ts";
import { type ReloadCause, Reloader } from "./reload/reload.ts";
import { watchSources } from "./reload/watch-sources.ts";
import type { HandlerSpec } from "./runtimes/handler-spec.ts";
import { openRuntimes } from "./runtimes/runtimes.ts";
import { openStore } from "./store/open-store.ts";
import { keepUpStore } from "./store/upkeep.ts";
import { systemClock } from "./time/clock.ts";

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
  /** Those of the chain that is in place. */
  readonly hooks: HostHooks;
  status(): HostStatus;
  /** The handlers that may be called, of whatever generation. */
  handlers(): readonly HandlerSpec[];
  /** Takes over what has changed in the configuration and in plugins. Never rejects: what cannot be taken over is logged. */
  reload(why: ReloadCause): Promise<void>;
  /** Writes at once what the store has gathered: before an end that waits for nothing. Never throws. */
  flush(): void;
  /** Resolves when all that was there at the start has been handled. */
  readonly synced: Promise<void>;
  /** Resolves when the host has stopped cleanly; rejects when it had to stop because the configuration asks for what cannot be. */
  readonly ended: Promise<void>;
}

/**
 * Puts the parts together: handlers, health, store, chain, lanes, then the watching that feeds them. Starts them in that
 * order; when the signal is aborted, stops them in reverse. Rejects if a handler cannot be loaded, no credentials are
 * found, the health server cannot listen, or the store cannot be opened: then nothing of it is left open.
 */
export async function startHost({ configuration, credentials, log, signal }: HostOptions): Promise<Host> {
  const { config } = configuration;
  const times = { clock: systemClock, random: Math.random };
  await using opened = new AsyncDisposableStack();

  const runtimes = openRuntimes({ log, ...times });
  opened.defer(() => runtimes.close());
  const pool = new HandlerPool({
    runtimes,
    logOf: ({ name, runtime }) => log.pluginLogger(name, runtime === "module"),
    log,
  });
  opened.defer(() => pool.closeAllBut(new Set()));
  const first = await loadFirst(configuration, pool);
  const handlers = inOrder(first.chosen);

  const connection = await openConnection({ ...credentials, watch: config.watch });
  opened.defer(() => connection.close());
  const clusterName = config.cluster ?? connection.clusterName;

  // Probes are answered from here on, before there is anything to tell them.
  let status = (): HostStatus => starting;
  const names = handlers.map(({ spec }) => spec.name);
  const health = await openHealth({ config, handlers: names, status: () => status(), log });
  opened.defer(() => health.close());
  const { observer } = health;

  const store = await openStore(config.store, { log, ...times });
  opened.defer(() => store.close());
  const letters = store.deadLetters;

  const chainOptions = { log, ...times, signal, observer };
  const generations = new Generations(await createChain(handlers, chainOptions));
  const reloader = new Reloader({
    configuration,
    handlers: first.chosen,
    problems: first.problems,
    pool,
    generations,
    chain: chainOptions,
    onConfiguration: (next) => {
      health.expect(generations.current.handlers.map(({ spec }) => spec.name));
      watches.follow(next.config);
    },
    learnSecrets: (secrets) => log.mask.learn(secrets),
    log,
  });
  const running = (): Config => reloader.configuration.config;

  const deadLetters = keepDeadLetters({
    letters,
    log,
    clock: systemClock,
    hideSecrets: (text) => log.mask.text(text),
    logsEvents: config.store.kind === "memory",
  });
  const delivery = {
    chain: () => generations.current,
    retry: () => running().retry,
    deadLetters,
    log,
    ...times,
    observer,
  };
  const deliver = createDelivery({ ...delivery, clusterName, store });
  const redeliver = createRedelivery({ ...delivery, letters });
  const lanes = createLanes({
    maxPending: config.maxPending,
    giveUpOldest: () => giveUpOldest(generations.breakers()),
    deliver,
    store,
    log,
    clock: systemClock,
  });

  await generations.current.hooks.start.promise({ cluster: clusterName, handlers: names });
  log.info("watching", { cluster: clusterName, server: connection.server, handlers: names });

  // Watches also end when one of them finds a mistake in the configuration.
  const reading = new AbortController();
  const stopReading = AbortSignal.any([signal, reading.signal]);
  const discovery = createDiscovery(connection, stopReading);
  const watches = watchResources({ config, connection, discovery, store, sink: lanes, log, signal: stopReading });

  status = () => ({
    phase: stopReading.aborted ? "stopping" : "running",
    resources: watches.status(),
    breakers: [...generations.breakers()].map((breaker) => breaker.status()),
    switchedOff: switchedOffOf(generations.current.handlers),
    lanes: lanes.stats(),
    store: store.status(),
    deadLetters: letters.stats(),
    reload: reloader.status(),
  });

  const reload = async (why: ReloadCause): Promise<void> => {
    if (!stopReading.aborted) await reloader.reload(why);
  };
  const upkeep = [
    followDeadLetterRequests({ letters, lanes, redeliver, log, clock: systemClock, signal: stopReading }),
    keepUpStore({
      store,
      identity: (until) => connection.identity(until),
      isWatched: (entry, namespace) => coverageOf(running().resources)(entry, namespace),
      log,
      clock: systemClock,
      signal: stopReading,
    }),
    watchSources({
      sources: () => [
        ...reloader.configuration.sources,
        ...generations.current.handlers.flatMap(({ spec }) => spec.sources),
      ],
      onSettled: () => reload("files have changed"),
      log,
      clock: systemClock,
      signal: stopReading,
    }),
  ];

  // Nothing can fail any more: from here on it is all ended in reverse.
  opened.move();
  const parts = { watches, upkeep, reading, lanes, reloader, generations, pool, runtimes, store, connection, health };
  return {
    get hooks() {
      return generations.current.hooks;
    },
    status,
    handlers: () => [...generations.handlers()].map(({ spec }) => spec),
    reload,
    flush: () => store.flush(),
    synced: announceSynced(watches, generations, log),
    ended: endInReverse(parts, { config, log, signal }),
  };
}
