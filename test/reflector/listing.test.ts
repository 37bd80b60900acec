import { beforeAll, expect, test } from "vitest";
import { connectControlPlane, describeControlPlane, type ControlPlaneClient } from "../control-plane/index.ts";
import { startWatching } from "./start-watching.ts";

/** The controller manager puts a ConfigMap of its own into every namespace. */
const ours = { kind: "ConfigMap", fieldSelector: "metadata.name!=kube-root-ca.crt" };

describeControlPlane("listing and watching a real API server", () => {
  let plane: ControlPlaneClient;
  let kubeconfig: string;
  beforeAll(async () => {
    plane = connectControlPlane();
    kubeconfig = await plane.writeKubeconfig();
  });

  test("what is there is initial, what comes later is not, and an update carries the new object", async () => {
    const namespace = await plane.createNamespace("listing");
    await plane.kubectl("create", "configmap", "first", "-n", namespace);
    const watching = await startWatching({ ...ours, kubeconfig, namespaces: [namespace] });
    await watching.synced;
    expect(watching.sink.observations).toMatchObject([{ name: "first", initial: true, missed: false }]);
    await plane.kubectl("create", "configmap", "second", "-n", namespace);
    await plane.kubectl("delete", "configmap", "first", "-n", namespace);
    await expect.poll(watching.seen, { timeout: 15_000 }).toEqual(["present first", "present second", "gone first"]);
    expect(watching.status()).toMatchObject({ state: "watching", isReady: true, objects: 1 });
    await watching.stop();
  });
});
