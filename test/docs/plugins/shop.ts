import path from "node:path";
import { expect, onTestFinished } from "vitest";
import { type EmbeddedCluster, startEmbeddedCluster } from "../../../sdk/testing/index.ts";
import { type KwatchmanProcess, startKwatchman } from "../../cli/kwatchman-process.ts";
import { linkedCheckout } from "../linked-checkout.ts";
import { writeFiles } from "../write-files.ts";

/** A cluster, and a checkout to run kwatchman in. */
export interface Shop {
  readonly cwd: string;
  readonly cluster: EmbeddedCluster;
}

/** A Deployment of namespace shop; only the one named web has an owner. */
export function web(name = "web") {
  const annotations: Record<string, string> = name === "web" ? { "example.com/owner": "team-a" } : {};
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "shop", annotations },
    spec: { replicas: 3 },
  };
}

/** A cluster with the Deployments web and unowned, and a checkout with these files and a kubeconfig. */
export async function startShop(files: Readonly<Record<string, string>>): Promise<Shop> {
  const cwd = await linkedCheckout();
  await writeFiles(cwd, files);
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  for (const name of ["web", "unowned"]) cluster.create(web(name));
  return { cwd, cluster };
}

/** Runs kwatchman until all that is there has been handled. */
export async function startSynced(
  config: string,
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<KwatchmanProcess> {
  const host = startKwatchman(["run", "-c", config, "-k", "kubeconfig"], { cwd, env });
  await host.until((lines) => expect(lines.map(({ msg }) => msg)).toContain("all resources are synced"));
  return host;
}
