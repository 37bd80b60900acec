import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbeddedCluster, type EmbeddedCluster, type EmbeddedClusterOptions } from "kwatchman/sdk/testing";
import { onTestFinished } from "vitest";

/** An embedded cluster of the test's own, and how to reach it. Ends with the test. */
export async function startEmbedded(
  options: EmbeddedClusterOptions = {},
): Promise<{ readonly cluster: EmbeddedCluster; readonly kubeconfig: string }> {
  const cluster = await startEmbeddedCluster(options);
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-embedded-"));
  onTestFinished(async () => {
    await cluster.close();
    await rm(folder, { recursive: true });
  });
  const kubeconfig = path.join(folder, "kubeconfig");
  await cluster.writeKubeconfig(kubeconfig);
  return { cluster, kubeconfig };
}

export function newNamespace(name: string) {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

export function newConfigMap(namespace: string, name: string, data: Record<string, string> = {}) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace, name }, data };
}
