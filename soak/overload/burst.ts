import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkTold } from "./check-told.ts";
import { startCluster, type ClusterProcess } from "./cluster.ts";
import { startOverloadedHost } from "./overloaded-host.ts";
import { untilSynced, untilTold } from "./until-told.ts";

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

/** What came of it. Memory in bytes. */
export interface BurstReport {
  /** What was wrong with the events, or with the host's end. */
  readonly findings: readonly string[];
  readonly events: number;
  /** The highest, garbage included, above that at the start. */
  readonly heapGrowthPeak: number;
  readonly rssPeak: number;
  readonly seconds: number;
}

const PATIENCE_MS = 60_000;

/** A burst from an embedded cluster, and a host with a slow handler, until that was told of all of it. */
export async function runBurst(options: BurstOptions): Promise<BurstReport> {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-burst-"));
  const cluster = await startCluster(folder);
  try {
    const report = await burst(options, folder, cluster);
    if (report.findings.length === 0) await rm(folder, { recursive: true });
    return report;
  } finally {
    await cluster.stop();
  }
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
    const complaint = await host.process.stop();
    const memory = host.memory();
    return {
      findings: [...checkTold(written, told), ...(complaint === undefined ? [] : [complaint])],
      events: told.length,
      heapGrowthPeak: Math.max(...memory.map(({ heapUsed }) => heapUsed)) - (memory[0]?.heapUsed ?? 0),
      rssPeak: Math.max(...memory.map(({ rss }) => rss)),
      seconds,
    };
  } finally {
    await host.process.stop();
  }
}
