import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readLines } from "./told.ts";
import type { Written } from "./written.ts";

/** Changes to be made, one after the other. */
export interface Burst {
  /** Decides which. */
  readonly seed: string;
  readonly changes: number;
  /** Deployments that they are spread over: one half in namespace `fine`, the other in `broken`. */
  readonly objects: number;
  /** Between two changes, in milliseconds; 0: as fast as can be. */
  readonly pauseMs: number;
}

/** An embedded cluster in a process of its own. */
export interface ClusterProcess {
  readonly kubeconfig: string;
  /** Makes changes; resolves with them when all are made. */
  make(burst: Burst): Promise<readonly Written[]>;
  stop(): Promise<void>;
}

/** Starts an empty one; what it writes lies in the folder. */
export async function startCluster(folder: string): Promise<ClusterProcess> {
  const kubeconfig = path.join(folder, "kubeconfig");
  const writtenFile = path.join(folder, "written.ndjson");
  const child = fork(fileURLToPath(new URL("cluster-process.ts", import.meta.url)), [kubeconfig, writtenFile]);
  await once(child, "message");
  return {
    kubeconfig,
    async make(burst) {
      const done = once(child, "message");
      child.send(burst);
      await done;
      return readLines<Written>(writtenFile);
    },
    async stop() {
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}
