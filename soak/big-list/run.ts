import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findFreePort } from "../../test/control-plane/free-port.ts";
import { startHostProcess, type HostProcess } from "../watched-host.ts";
import { memoryFigures, readMemorySamples, type MemoryFigures } from "./memory-sample.ts";

/** How much is listed, and by what kind of host. */
export interface BigListOptions {
  readonly objects: number;
  /** How long the handler takes for one event, in milliseconds. */
  readonly handlerMs: number;
  /** The configuration's. */
  readonly maxPending: number;
}

/** What listing it took. Memory in bytes. */
export interface BigListReport extends MemoryFigures {
  /** How often reading was seen to be paused. */
  readonly pausedSamples: number;
  /** The most objects that had been read and not handled, in any sample. */
  readonly mostUnhandled: number;
}

/** Lists a big embedded cluster with a host, each in a process of its own, until all of it has been handled. */
export async function runBigList(options: BigListOptions): Promise<BigListReport> {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-big-list-"));
  const kubeconfig = path.join(folder, "kubeconfig");
  const cluster = fork(fileURLToPath(new URL("cluster-process.ts", import.meta.url)), [
    String(options.objects),
    kubeconfig,
  ]);
  await once(cluster, "message");
  try {
    return await list(options, folder, kubeconfig);
  } finally {
    const exited = once(cluster, "exit");
    cluster.disconnect();
    await exited;
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
    nodeFlags: ["--expose-gc"],
  });
  try {
    return await follow(host, `http://${address}/readyz?format=json`, samplesFile);
  } finally {
    await host.stop();
  }
}

const LOOK_EVERY_MS = 50;

async function follow(host: HostProcess, readyzUrl: string, samplesFile: string): Promise<BigListReport> {
  const pressure = { pausedSamples: 0, mostUnhandled: 0 };
  for (;;) {
    const status = await askStatus(readyzUrl);
    const samples = readMemorySamples(samplesFile);
    // The number of handled events is the younger one: the difference is at most what it was.
    if (status !== undefined) {
      const unhandled = status.objects - (samples.at(-1)?.handled ?? 0);
      pressure.mostUnhandled = Math.max(pressure.mostUnhandled, unhandled);
      pressure.pausedSamples += status.state === "paused" ? 1 : 0;
    }
    const figures = memoryFigures(samples);
    if (figures !== undefined) return { ...figures, ...pressure };
    if (host.hasEnded) throw new Error(`Expected the host to run on; see ${host.logFile}`);
    await delay(LOOK_EVERY_MS);
  }
}

interface ListingStatus {
  readonly state: string;
  readonly objects: number;
}

/** Undefined: the host does not listen yet. */
async function askStatus(readyzUrl: string): Promise<ListingStatus | undefined> {
  try {
    const { resources } = (await (await fetch(readyzUrl)).json()) as { resources: readonly ListingStatus[] };
    return resources[0];
  } catch {
    return undefined;
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
