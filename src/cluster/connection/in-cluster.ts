import { existsSync } from "node:fs";
import { isIPv6 } from "node:net";
import path from "node:path";

export const serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

/** A kubeconfig made of what every pod of a cluster is given; undefined outside of one. */
export function inClusterConfig(env: Readonly<Record<string, string | undefined>>, folder: string): object | undefined {
  const host = env["KUBERNETES_SERVICE_HOST"];
  const tokenFile = path.join(folder, "token");
  if (host === undefined || host === "" || !existsSync(tokenFile)) return undefined;
  const name = "in-cluster";
  const address = isIPv6(host) ? `[${host}]` : host;
  const server = `https://${address}:${env["KUBERNETES_SERVICE_PORT"] ?? "443"}`;
  return {
    clusters: [{ name, server, caFile: path.join(folder, "ca.crt"), skipTLSVerify: false }],
    users: [{ name, authProvider: { name: "tokenFile", config: { tokenFile } } }],
    contexts: [{ name, cluster: name, user: name }],
    currentContext: name,
  };
}
