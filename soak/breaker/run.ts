import { rm, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { memoryPeaks, type MemoryPeaks } from "../big-list/memory-sample.ts";
import { checkTold } from "../overload/check-told.ts";
import type { ClusterProcess } from "../overload/cluster.ts";
import { latencyOf, type Latency } from "../overload/latency.ts";
import { withCluster } from "../overload/with-cluster.ts";
import { type BreakerFigures, checkBreaker } from "./check-breaker.ts";
import { startFailingHost, type FailingHost } from "./host.ts";
import { look } from "./looks.ts";

/** A handler that fails for a while, for half of the objects; the other half has another handler. */
export interface BreakerOptions {
  readonly seed: string;
  readonly objects: number;
  /** How long changes are made before, while the handler fails, and at least after that, in seconds. */
  readonly seconds: readonly [number, number, number];
}

/** What came of it. */
export interface BreakerReport extends BreakerFigures, MemoryPeaks {
  readonly findings: readonly string[];
  /** How long the handler failed. */
  readonly failedMs: number;
  readonly changes: number;
  readonly events: number;
  readonly othersBefore: Latency;
  readonly othersDuring: Latency;
}

const BETWEEN_CHANGES_MS = 20;
const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 200;

/** Changes all the time while the handler fails and recovers, until every change has an end. */
export async function runBreaker(options: BreakerOptions): Promise<BreakerReport> {
  return withCluster("breaker", (cluster, folder) => failAndRecover(options, folder, cluster));
}

async function failAndRecover(
  options: BreakerOptions,
  folder: string,
  cluster: ClusterProcess,
): Promise<BreakerReport> {
  const { seed, objects, seconds } = options;
  const host = await startFailingHost(folder, cluster.kubeconfig);
  const ended = new AbortController();
  const make = (index: 0 | 1 | 2) =>
    cluster.make({
      seed: `${seed} ${index}`,
      changes: Math.ceil((seconds[index] * 1000) / BETWEEN_CHANGES_MS),
      objects,
      pauseMs: BETWEEN_CHANGES_MS,
    });
  try {
    await until(host, () => host.memory().some(({ moment }) => moment === "synced"));
    const looking = look(host.url, ended.signal);
    await make(0);
    await writeFile(host.failWhile, "");
    const failsFrom = Date.now();
    await make(1);
    await rm(host.failWhile);
    const failsTo = Date.now();
    const written = await make(2);
    await until(host, () => sumOf([...host.paged(), ...host.tallied()].map(({ merged }) => merged)) >= written.length);
    // The state after the end is told, too.
    await delay(2000);
    ended.abort();
    const looks = await looking;
    const complaints = await host.process.stop();

    const [paged, tallied] = [host.paged(), host.tallied()];
    const { figures, findings } = checkBreaker({ failsFrom, failsTo, lines: host.lines(), looks, paged });
    return {
      ...figures,
      findings: [...findings, ...checkTold(written, [...paged, ...tallied]), ...complaints],
      failedMs: failsTo - failsFrom,
      changes: written.length,
      events: paged.length + tallied.length,
      othersBefore: latencyOf(tallied.filter(({ seenAt }) => seenAt < failsFrom)),
      othersDuring: latencyOf(tallied.filter(({ seenAt }) => seenAt >= failsFrom && seenAt < failsTo)),
      ...memoryPeaks(host.memory()),
    };
  } finally {
    ended.abort();
    await host.process.stop();
  }
}

/** Waits for it. Throws if the host ends before, or after too long. */
async function until(host: FailingHost, isSo: () => boolean): Promise<void> {
  const { process } = host;
  for (const from = Date.now(); !isSo(); await delay(LOOK_EVERY_MS)) {
    if (process.hasEnded) throw new Error(`Expected the host to run on; see ${process.logFile}`);
    if (Date.now() - from > PATIENCE_MS)
      throw new Error(`Expected every change to have an end; see ${process.logFile}`);
  }
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
