import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findFreePort } from "../../test/control-plane/free-port.ts";
import { startHostProcess, type HostProcess } from "../watched-host.ts";
import { startBigCluster } from "./cluster.ts";
import { readLaneMetrics } from "./lane-metrics.ts";
import { memoryFigures, readMemorySamples, type MemoryFigures } from "./memory-sample.ts";

/** How much is listed, and by what kind of host. */
export interface BigListOptions {
  readonly objects: number;
  /** How long the handler takes for one event, in milliseconds. */
  readonly handlerMs: number;
  /** The configuration's. */
  readonly maxPending: number;
  /**
   * The most that V8 may take for what lives longer, in MB: without a limit it leaves garbage lie, and nobody can tell
   * what is needed. A container's memory limit sets it, too, to a half.
   */
  readonly oldSpaceMb: number;
}

/** What listing it took. Memory in bytes. */
export interface BigListReport extends MemoryFigures {
  /** How often reading was seen to be paused. */
  readonly pausedLooks: number;
  /** The most changes that were seen to wait or to be under way. */
  readonly mostPending: number;
}

/** Lists a big embedded cluster with a host, each in a process of its own, until all of it has been handled. */
export async function runBigList(options: BigListOptions): Promise<BigListReport> {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-big-list-"));
  const kubeconfig = path.join(folder, "kubeconfig");
  const cluster = await startBigCluster(options.objects, kubeconfig);
  try {
    return await list(options, folder, kubeconfig);
  } finally {
    await cluster.stop();
    await rm(folder, { recursive: true });
  }
}

async function list(options: BigListOptions, folder: string, kubeconfig: string): Promise<BigListReport> {
  const address = `127.0.0.1:${await findFreePort()}`;
  const samplesFile = path.join(folder, "memory.ndjson");
  await writeFile(samplesFile, "");
  const host = await startHostProcess({
    folder,
    kubeconfig,
    config: configOf(options, address, samplesFile),
    nodeFlags: ["--expose-gc", `--max-old-space-size=${options.oldSpaceMb}`],
  });
  try {
    return await follow(host, `http://${address}/metrics`, samplesFile);
  } finally {
    await host.stop();
  }
}

const LOOK_EVERY_MS = 50;

async function follow(host: HostProcess, metricsUrl: string, samplesFile: string): Promise<BigListReport> {
  const pressure = { pausedLooks: 0, mostPending: 0 };
  for (;;) {
    const lanes = await readLaneMetrics(metricsUrl);
    pressure.mostPending = Math.max(pressure.mostPending, lanes.pending);
    pressure.pausedLooks += lanes.isPaused ? 1 : 0;
    const figures = memoryFigures(readMemorySamples(samplesFile));
    if (figures !== undefined) return { ...figures, ...pressure };
    if (host.hasEnded) throw new Error(`Expected the host to run on; see ${host.logFile}`);
    await delay(LOOK_EVERY_MS);
  }
}

const pluginDirectory = fileURLToPath(new URL("plugins", import.meta.url));

function configOf({ handlerMs, maxPending }: BigListOptions, address: string, samplesFile: string): string {
  return `
pluginDirs = [${JSON.stringify(pluginDirectory)}]
maxPending = ${maxPending}

[http]
address = ${JSON.stringify(address)}

[[resource]]
kind = "deployments"

[[handler]]
name = "memory-meter"
file = ${JSON.stringify(samplesFile)}
pauseMs = ${handlerMs}
`;
}
