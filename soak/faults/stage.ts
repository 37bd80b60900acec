import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startControlPlane } from "../../test/control-plane/control-plane.ts";
import { findFreePort } from "../../test/control-plane/free-port.ts";
import { startProxy } from "../../test/control-plane/proxy.ts";
import { startHostProcess, type HostProcess } from "../watched-host.ts";
import { startFaultProxy } from "./fault-proxy.ts";
import type { Target } from "./strike.ts";
import { resources } from "./writing/place.ts";
import { preparePlaces } from "./writing/prepare-places.ts";

/** A real API server, and on the way to it what can break: the network, then what answers requests. */
export interface Stage extends Target {
  close(): Promise<void>;
}

export async function setStage(): Promise<Stage> {
  const plane = await startControlPlane();
  const requests = await startFaultProxy(plane);
  const network = await startProxy(requests.url);
  await preparePlaces(plane);
  return {
    plane,
    network,
    requests,
    async close() {
      await network.close();
      await requests.close();
      await plane.stop();
    },
  };
}

/** kwatchman on this stage, with a recorder as its handler. */
export interface ObservedHost extends HostProcess {
  readonly readyzUrl: string;
  /** What the recorder writes. */
  readonly eventFile: string;
}

export async function startObservedHost(stage: Stage, folder: string, watchTimeout: string): Promise<ObservedHost> {
  const address = `127.0.0.1:${await findFreePort()}`;
  const eventFile = path.join(folder, "events.ndjson");
  await writeFile(eventFile, "");
  const host = await startHostProcess({
    folder,
    kubeconfig: await stage.plane.writeKubeconfig({ url: stage.network.url }),
    config: configOf({ address, eventFile, watchTimeout }),
  });
  return Object.assign(host, { readyzUrl: `http://${address}/readyz`, eventFile });
}

const pluginDirectory = fileURLToPath(new URL("plugins", import.meta.url));

function configOf(values: Readonly<Record<"address" | "eventFile" | "watchTimeout", string>>): string {
  const [address, eventFile, watchTimeout, plugins] = [
    values.address,
    values.eventFile,
    values.watchTimeout,
    pluginDirectory,
  ].map((value) => JSON.stringify(value));
  return `
pluginDirs = [${plugins}]

[watch]
timeout = ${watchTimeout}

[http]
address = ${address}
${resources}
[[handler]]
name = "recorder"
file = ${eventFile}
`;
}
