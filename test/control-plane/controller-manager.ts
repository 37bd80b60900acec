import { serviceAccountKeyFile } from "./api-server.ts";
import { startServer, type ServerProcess } from "./server-process.ts";

/** Makes ReplicaSets of Deployments and Pods of ReplicaSets, and writes their status. */
export function startControllerManager(folder: string, kubeconfigFile: string): ServerProcess {
  const flags = [
    `--kubeconfig=${kubeconfigFile}`,
    "--leader-elect=false",
    `--service-account-private-key-file=${serviceAccountKeyFile(folder)}`,
    "--port=0",
    "--secure-port=0",
  ];
  return startServer("kube-controller-manager", flags, folder);
}
