import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { deployment } from "./deployment.ts";

/** An embedded cluster in a process of its own: `fork(this file, [number of Deployments, kubeconfig to write])`. */
const [objects = "0", kubeconfig = ""] = process.argv.slice(2);
const cluster = await startEmbeddedCluster();
for (let index = 0; index < 20; index += 1) {
  cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: `shop-${index}` } });
}
for (let index = 0; index < Number(objects); index += 1) cluster.create(deployment(index));
await cluster.writeKubeconfig(kubeconfig);
process.on("disconnect", () => process.exit());
process.send?.("ready");
