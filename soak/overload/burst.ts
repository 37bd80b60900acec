import { memoryPeaks, type MemoryPeaks } from "../big-list/memory-sample.ts";
import { checkTold } from "./check-told.ts";
import type { ClusterProcess } from "./cluster.ts";
import { startOverloadedHost } from "./overloaded-host.ts";
import { untilSynced, untilTold } from "./until-told.ts";
import { withCluster } from "./with-cluster.ts";

/** More changes in less time than the handler can take. */
export interface BurstOptions {
  readonly seed: string;
  readonly changes: number;
  readonly objects: number;
  /** How long the handler takes for an event, in milliseconds. */
  readonly handlerMs: number;
  /** The configuration's. */
  readonly maxPending: number;
}

/** What came of it. */
export interface BurstReport extends MemoryPeaks {
  /** What was wrong with the events, or with the host's end. */
  readonly findings: readonly string[];
  readonly events: number;
  readonly seconds: number;
}

const PATIENCE_MS = 60_000;

/** A burst from an embedded cluster, and a host with a slow handler, until that was told of all of it. */
export async function runBurst(options: BurstOptions): Promise<BurstReport> {
  return withCluster("burst", (cluster, folder) => burst(options, folder, cluster));
}

async function burst(options: BurstOptions, folder: string, cluster: ClusterProcess): Promise<BurstReport> {
  const { seed, changes, objects, handlerMs, maxPending } = options;
  const { kubeconfig } = cluster;
  const host = await startOverloadedHost({ folder, kubeconfig, handlerMs, config: `maxPending = ${maxPending}` });
  try {
    await untilSynced(host);
    const startedAt = Date.now();
    const written = await cluster.make({ seed, changes, objects, pauseMs: 0 });
    const told = await untilTold(host, written.length, PATIENCE_MS);
    const seconds = (Date.now() - startedAt) / 1000;
    const complaints = await host.process.stop();
    return {
      findings: [...checkTold(written, told), ...complaints],
      events: told.length,
      ...memoryPeaks(host.memory()),
      seconds,
    };
  } finally {
    await host.process.stop();
  }
}
