import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** An embedded cluster of Deployments in a process of its own. */
export interface BigCluster {
  stop(): Promise<void>;
}

/** Starts it; resolves when all of them are there and the kubeconfig is written. */
export async function startBigCluster(deployments: number, kubeconfig: string): Promise<BigCluster> {
  const file = fileURLToPath(new URL("cluster-process.ts", import.meta.url));
  const child = fork(file, [String(deployments), kubeconfig]);
  await once(child, "message");
  return {
    async stop() {
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}
