import type { Connection } from "../cluster/connection.ts";
import type { ResourceWatches } from "../cluster/watch-resources.ts";
import type { Config } from "../config/config.ts";
import type { Health } from "../observe/health.ts";
import type { HostLog } from "../observe/log.ts";
import type { Generations } from "../pipeline/generations.ts";
import type { Lanes } from "../pipeline/lanes.ts";
import type { HandlerPool } from "../reload/handler-pool.ts";
import type { Reloader } from "../reload/reload.ts";
import type { Runtimes } from "../runtimes/runtimes.ts";
import type { Store } from "../store/store.ts";
import { systemClock } from "../time/clock.ts";
import { within } from "../time/within.ts";

/** What a running host is made of. */
export interface RunningParts {
  readonly watches: ResourceWatches;
  /** What else goes on until reading stops. */
  readonly upkeep: readonly Promise<void>[];
  readonly reading: AbortController;
  readonly lanes: Lanes;
  readonly reloader: Reloader;
  readonly generations: Generations;
  readonly pool: HandlerPool;
  readonly runtimes: Runtimes;
  readonly store: Store;
  readonly connection: Connection;
  readonly health: Health;
}

/** How a host ends, and who is told. */
export interface EndOptions {
  readonly config: Pick<Config, "drainTimeoutMs">;
  readonly log: HostLog;
  /** Its reason, an Error, is logged; not aborted: a watch has failed. */
  readonly signal: AbortSignal;
}

/** With 25 s of draining it makes a pod's usual 30 s of grace. */
const closeWithinMs = 4000;

/** Waits until nothing is watched any more, then ends the parts, the last one first. Rejects with what ended the watching. */
export async function endInReverse(parts: RunningParts, { config, log, signal }: EndOptions): Promise<void> {
  const { watches, upkeep, reading, lanes, reloader, store, connection, health } = parts;
  try {
    await watches.done;
  } finally {
    reading.abort();
    await watches.ended();
    const reason = signal.aborted ? (signal.reason as Error).message : "failure";
    log.info("stopping", { reason });
    const left = await lanes.drain(config.drainTimeoutMs);
    await Promise.all([...upkeep, reloader.settled()]);
    // A plugin that does not come to its end must not keep the store from being closed, or the process from ending.
    const closing = closePlugins(parts, reason);
    if (await within(closeWithinMs, closing, systemClock)) await closing;
    else log.warn("plugins are still closing, and are left to it", { milliseconds: closeWithinMs });
    await store.close();
    connection.close();
    await health.close();
    log.info("stopped", { ...left });
  }
}

async function closePlugins({ generations, pool, runtimes }: RunningParts, reason: string): Promise<void> {
  await generations.close(reason);
  await pool.closeAllBut(new Set());
  await runtimes.close();
}
