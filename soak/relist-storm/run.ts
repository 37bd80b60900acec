import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { kubeconfigOf } from "../../src/cluster/fixtures/kubeconfig.ts";
import { findFreePort } from "../../test/control-plane/free-port.ts";
import { askReadiness } from "../ask-readiness.ts";
import { startHostProcess, type HostProcess } from "../watched-host.ts";
import { startCountingFront } from "./counting-front.ts";

/** How many, and for how long the server is gone. */
export interface RelistStormOptions {
  readonly watchers: number;
  /** In milliseconds. */
  readonly outageMs: number;
}

/** Requests in each second: since the server went, and since it came back. */
export interface RelistStormReport {
  readonly whileGone: readonly number[];
  readonly afterReturn: readonly number[];
  readonly secondsUntilReady: number;
}

/**
 * Many watches, a server that goes and comes back and has forgotten all versions, so that each watch has to be opened,
 * refused, listed and opened again: what comes over the server then?
 */
export async function runRelistStorm({ watchers, outageMs }: RelistStormOptions): Promise<RelistStormReport> {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-storm-"));
  const cluster = await startEmbeddedCluster();
  const namespaces = Array.from({ length: watchers }, (_, index) => `shop-${index}`);
  for (const name of namespaces) cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  const front = await startCountingFront(cluster.url);
  const address = `127.0.0.1:${await findFreePort()}`;
  const kubeconfig = path.join(folder, "kubeconfig");
  await writeFile(kubeconfig, kubeconfigOf(front.url));
  const host = await startHostProcess({ folder, kubeconfig, config: configOf(namespaces, address) });
  try {
    await untilReady(host, address);
    const goneAt = Date.now();
    front.goDown();
    await delay(outageMs);
    // Not of a watched kind: only the version moves on, so that the old ones can be forgotten.
    cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "since" } });
    for (const namespace of namespaces) {
      cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "since", namespace } });
    }
    cluster.compact();
    const backAt = Date.now();
    front.comeBack();
    await untilReady(host, address);
    const readyAt = Date.now();
    return {
      whileGone: perSecond(front.askedAt, goneAt, backAt),
      afterReturn: perSecond(front.askedAt, backAt, readyAt),
      secondsUntilReady: (readyAt - backAt) / 1000,
    };
  } finally {
    await host.stop();
    await front.close();
    await cluster.close();
    await rm(folder, { recursive: true });
  }
}

/** Complete and begun seconds, the first one first. */
function perSecond(times: readonly number[], from: number, until: number): number[] {
  const seconds = Array.from({ length: Math.ceil((until - from) / 1000) }, () => 0);
  for (const time of times) {
    const second = Math.floor((time - from) / 1000);
    if (time <= until && seconds[second] !== undefined) seconds[second] += 1;
  }
  return seconds;
}

async function untilReady(host: HostProcess, address: string): Promise<void> {
  for (;;) {
    if (host.hasEnded) throw new Error(`Expected the host to run on; see ${host.logFile}`);
    if (await askReadiness(`http://${address}/readyz`)) return;
    await delay(100);
  }
}

function configOf(namespaces: readonly string[], address: string): string {
  return `
[http]
address = ${JSON.stringify(address)}

[[resource]]
kind = "configmaps"
namespaces = ${JSON.stringify(namespaces)}

[[handler]]
name = "ignoreEvents"
events = ["add", "update", "delete"]
`;
}
