import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { checkRetried } from "./check-retried.ts";
import { checkTold } from "./check-told.ts";
import type { Burst, ClusterProcess } from "./cluster.ts";
import { latencyOf, type Latency } from "./latency.ts";
import { startOverloadedHost } from "./overloaded-host.ts";
import { retryDeadLetters } from "./retry-dead-letters.ts";
import { untilSynced, untilTold } from "./until-told.ts";
import { withCluster } from "./with-cluster.ts";

/** A handler that fails for every other object, for a while. */
export interface RecoveryOptions {
  readonly seed: string;
  readonly objects: number;
  /** Made before, then while the handler fails, then after it. */
  readonly changes: readonly [number, number, number];
  /** Between two changes, in milliseconds. */
  readonly pauseMs: number;
  /** `[retry]`, in TOML. */
  readonly retry: string;
}

/** What came of it. */
export interface RecoveryReport {
  readonly findings: readonly string[];
  readonly deadLetters: number;
  /** From `retry --all` until there were none. */
  readonly secondsToRetry: number;
  /** Events of the objects that did not fail, seen and handled while the others did. */
  readonly othersMeanwhile: number;
  /** Of the objects that did not fail, from when the host saw a change to when it was handled, in milliseconds. */
  readonly othersBefore: Latency;
  readonly othersDuring: Latency;
}

const PATIENCE_MS = 120_000;
const HANDLER_MS = 5;

/** None of them is to make room for another: each is retried in the end. */
const MOST_DEAD_LETTERS = 1_000_000;

/**
 * Changes all the time, while the handler fails for every other object and recovers, until all of them have an end; then
 * all dead letters are retried.
 */
export async function runRecovery(options: RecoveryOptions): Promise<RecoveryReport> {
  return withCluster("recovery", (cluster, folder) => recover(options, folder, cluster));
}

async function recover(options: RecoveryOptions, folder: string, cluster: ClusterProcess): Promise<RecoveryReport> {
  const { seed, objects, changes, pauseMs, retry } = options;
  const { kubeconfig } = cluster;
  const failWhile = path.join(folder, "broken");
  const config = `[retry]\n${retry}\n[store]\nmaxDeadLetters = ${MOST_DEAD_LETTERS}\n`;
  const host = await startOverloadedHost({ folder, kubeconfig, handlerMs: HANDLER_MS, config, failWhile });
  const burst = (index: 0 | 1 | 2): Burst => ({ seed: `${seed} ${index}`, changes: changes[index], objects, pauseMs });
  try {
    await untilSynced(host);
    await cluster.make(burst(0));
    const failsFrom = Date.now();
    await writeFile(failWhile, "");
    await cluster.make(burst(1));
    const failsTo = Date.now();
    await rm(failWhile);
    const written = await cluster.make(burst(2));
    const told = await untilTold(host, written.length, PATIENCE_MS);
    const letters = told.filter(({ end }) => end === "dead letter");
    const retriedFrom = Date.now();
    const retried = await retryDeadLetters(host, folder, PATIENCE_MS);
    const secondsToRetry = (Date.now() - retriedFrom) / 1000;
    const complaints = await host.process.stop();

    const others = told.filter(({ object }) => object.startsWith("fine/"));
    return {
      findings: [...checkTold(written, told), ...checkRetried(letters, retried), ...complaints],
      deadLetters: letters.length,
      secondsToRetry,
      othersMeanwhile: others.filter(({ seenAt, endedAt }) => seenAt > failsFrom && endedAt < failsTo).length,
      othersBefore: latencyOf(others.filter(({ seenAt }) => seenAt < failsFrom)),
      othersDuring: latencyOf(others.filter(({ seenAt }) => seenAt >= failsFrom && seenAt < failsTo)),
    };
  } finally {
    await host.process.stop();
  }
}
