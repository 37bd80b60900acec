import { existsSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findFreePort } from "../../test/control-plane/free-port.ts";
import { askReadiness } from "../ask-readiness.ts";
import { startBigCluster } from "../big-list/cluster.ts";
import { startHostProcess } from "../watched-host.ts";

/** One start of a host. */
export interface Start {
  readonly calls: number;
  /** From the start of the process to the first 200 of /readyz. */
  readonly secondsToReady: number;
}

export interface RestartReport {
  readonly first: Start;
  readonly second: Start;
  /** What the store's file takes after the first. */
  readonly storeBytes: number;
}

/** Starts a host twice on one store and one embedded cluster, in which nothing changes. */
export async function runRestart(objects: number): Promise<RestartReport> {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-restart-"));
  const kubeconfig = path.join(folder, "kubeconfig");
  const cluster = await startBigCluster(objects, kubeconfig);
  try {
    const first = await startOnce(folder, kubeconfig, "first");
    const storeBytes = statSync(path.join(folder, "kwatchman.db")).size;
    return { first, second: await startOnce(folder, kubeconfig, "second"), storeBytes };
  } finally {
    await cluster.stop();
    await rm(folder, { recursive: true });
  }
}

const posterFolder = fileURLToPath(new URL("../kill9/plugins", import.meta.url));

async function startOnce(folder: string, kubeconfig: string, name: string): Promise<Start> {
  const address = `127.0.0.1:${await findFreePort()}`;
  const calls = path.join(folder, `${name}.calls`);
  const config = `
pluginDirs = [${JSON.stringify(posterFolder)}]
store.path = "kwatchman.db"
http.address = "${address}"
[[resource]]
kind = "deployment"
[[handler]]
name = "poster"
file = ${JSON.stringify(calls)}
`;
  const startedAt = performance.now();
  const host = await startHostProcess({ folder, kubeconfig, config });
  while (!host.hasEnded && !(await askReadiness(`http://${address}/readyz`))) await delay(20);
  const secondsToReady = (performance.now() - startedAt) / 1000;
  const complaints = await host.stop();
  if (complaints.length > 0) throw new Error(complaints.join("; "));
  return { calls: existsSync(calls) ? readFileSync(calls, "utf8").split("\n").length - 1 : 0, secondsToReady };
}
