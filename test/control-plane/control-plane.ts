import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  apiServerUrl,
  certificateFile,
  prepareApiServer,
  startApiServer,
  type ApiServerPlace,
  type TokenUser,
} from "./api-server.ts";
import { openControlPlane, viewer, type ControlPlaneClient } from "./client.ts";
import { startControllerManager } from "./controller-manager.ts";
import { startEtcd } from "./etcd.ts";
import { findFreePort } from "./free-port.ts";
import { writeKubeconfigFile } from "./kubeconfig.ts";
import { PortTakenError, type ServerProcess } from "./server-process.ts";

/** What a control plane of one's own may have beside etcd and the API server. */
export interface ControlPlaneOptions {
  /** Deployments get ReplicaSets, Pods and a status. @default false */
  readonly controllerManager?: boolean;
  /** Users beside the admin and the viewer; they may do what RBAC objects say. */
  readonly tokens?: readonly TokenUser[];
}

/** A real control plane of one's own, to be hurt at will. */
export interface ControlPlane extends ControlPlaneClient {
  /** SIGKILL: breaks every connection at once. */
  killApiServer(): Promise<void>;
  /** Starts the killed API server again: same port, data and certificates. Resolves when it is ready. */
  startApiServer(): Promise<void>;
  /** SIGSTOP: connections stay open, nothing answers. */
  pauseApiServer(): void;
  resumeApiServer(): void;
  /** Makes etcd forget the revisions before this one; before the newest unless given. */
  compact(revision?: number): Promise<void>;
  /** Kills all of it and removes its data. */
  stop(): Promise<void>;
}

/** Starts etcd, kube-apiserver and, if wanted, kube-controller-manager; ready in some seconds. They die with this process. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-control-plane-"));
  const token = randomBytes(16).toString("hex");
  await prepareApiServer(folder, [
    { token, user: "admin", groups: ["system:masters"] },
    viewer,
    ...(options.tokens ?? []),
  ]);

  const etcd = await onFreePorts(() => startEtcd(folder));
  const [place, firstApiServer] = await onFreePorts(async () => {
    const chosen: ApiServerPlace = { folder, port: await findFreePort(), etcdUrl: etcd.url };
    return [chosen, await startApiServer(chosen)] as const;
  });
  let apiServer = firstApiServer;

  const url = apiServerUrl(place);
  const caFile = certificateFile(folder);
  const kubeconfigFile = path.join(folder, "kubeconfig");
  await writeKubeconfigFile(kubeconfigFile, { url, token, caFile, name: "kwatchman-test" });
  const client = openControlPlane({ url, token, caFile, kubeconfigFile, folder });
  const controllers: ServerProcess[] = options.controllerManager
    ? [startControllerManager(folder, kubeconfigFile)]
    : [];

  return {
    ...client,
    killApiServer: () => apiServer.kill(),
    async startApiServer() {
      apiServer = await startApiServer(place);
    },
    pauseApiServer: () => apiServer.pause(),
    resumeApiServer: () => apiServer.resume(),
    compact: (revision) => etcd.compact(revision),
    async stop() {
      for (const server of [...controllers, apiServer, etcd]) await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function onFreePorts<T>(start: () => Promise<T>, triesLeft = 5): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof PortTakenError) || triesLeft === 0) throw error;
    return onFreePorts(start, triesLeft - 1);
  }
}
