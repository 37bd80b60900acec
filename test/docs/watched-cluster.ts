import path from "node:path";
import { onTestFinished } from "vitest";
import { type EmbeddedCluster, startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { linkedCheckout } from "./linked-checkout.ts";
import { writeFiles } from "./write-files.ts";

/** A cluster, and a checkout to run kwatchman in. */
export interface WatchedCluster {
  readonly cwd: string;
  readonly cluster: EmbeddedCluster;
}

/** A Deployment of one container. */
export function deployment(name: string, namespace: string, labels: Readonly<Record<string, string>> = {}) {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, labels },
    spec: { replicas: 3, template: { spec: { containers: [{ name, image: `registry.example.com/${name}:1` }] } } },
  };
}

/** The change of a Deployment's image, as a patch. */
export function newImage(image: string) {
  return [{ op: "replace", path: "/spec/template/spec/containers/0/image", value: image }] as const;
}

/** A cluster with these Deployments in their namespaces, and a checkout with these files and a kubeconfig. */
export async function startWatchedCluster(
  files: Readonly<Record<string, string>>,
  ...deployments: readonly ReturnType<typeof deployment>[]
): Promise<WatchedCluster> {
  const cwd = await linkedCheckout();
  await writeFiles(cwd, files);
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  for (const name of new Set(deployments.map(({ metadata }) => metadata.namespace))) {
    cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }
  for (const one of deployments) cluster.create(one);
  return { cwd, cluster };
}
