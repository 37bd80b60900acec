import { afterAll, beforeAll, expect, test } from "vitest";
import { checkAccess } from "../../src/cluster/access.ts";
import { openConnection } from "../../src/cluster/connection.ts";
import { namespacePatterns } from "../../src/config/selectors/namespace-patterns.ts";
import { describeControlPlane, startControlPlane, viewer, type ControlPlane } from "../control-plane/index.ts";
import { configMapsIn } from "./config-maps.ts";
import { startWatching } from "./start-watching.ts";

const patience = { timeout: 30_000 };
const deployments = { group: "apps", version: "v1", kind: "Deployment", plural: "deployments", namespaced: true };
const configMaps = { group: "", version: "v1", kind: "ConfigMap", plural: "configmaps", namespaced: true };

describeControlPlane("what a user may not do", () => {
  let plane: ControlPlane;
  let kubeconfig: string;
  beforeAll(async () => {
    plane = await startControlPlane({ tokens: [{ token: "nobody", user: "nobody" }] });
    kubeconfig = await plane.writeKubeconfig({ token: viewer.token });
  });
  afterAll(() => plane.stop());

  const allowIn = async (namespace: string) => {
    await plane.kubectl("create", "role", "read", "--verb=list,watch", "--resource=configmaps", "-n", namespace);
    await plane.kubectl("create", "rolebinding", "read", "--role=read", "--user=viewer", "-n", namespace);
  };
  const createNamespace = async (name: string) => {
    await plane.kubectl("create", "namespace", name);
    return configMapsIn(plane, name);
  };
  /** There is no controller here that would do it. */
  const finishNamespace = async (name: string) => {
    await plane.request("DELETE", `/api/v1/namespaces/${name}`);
    const body = { apiVersion: "v1", kind: "Namespace", metadata: { name }, spec: { finalizers: [] } };
    expect((await plane.request("PUT", `/api/v1/namespaces/${name}/finalize`, { body })).status).toBe(200);
  };
  const check = async (resource: typeof deployments, ...namespaces: string[]) => {
    const connection = await openConnection({ kubeconfig: [kubeconfig], env: {}, watch: { timeoutMs: 105_000 } });
    try {
      return await checkAccess(connection, resource, namespacePatterns(namespaces), new AbortController().signal);
    } finally {
      connection.close();
    }
  };

  test("is told with the user's name and with commands that, when run, allow it", async () => {
    await createNamespace("denied");
    const denied = await check(deployments, "denied");
    expect(denied.isAllowed).toBe(false);
    expect(denied.problems).toEqual([
      "forbidden: the user viewer may not list or watch deployments in namespace denied; bind a Role with the verbs list and watch on deployments.apps",
    ]);
    for (const command of denied.remedy) await plane.kubectl(...command.split(" ").slice(1));
    expect(await check(deployments, "denied")).toMatchObject({ isAllowed: true, problems: [], remedy: [] });
  });

  test("across namespaces needs a ClusterRole, also for patterns when namespaces may not be listed", async () => {
    const everywhere = await check(configMaps);
    expect(everywhere.remedy).toEqual([
      "kubectl create clusterrole kwatchman-configmaps --verb=list,watch --resource=configmaps",
      "kubectl create clusterrolebinding kwatchman-configmaps --clusterrole=kwatchman-configmaps --user=viewer",
    ]);
    expect((await check(configMaps, "team-*")).remedy).toEqual(everywhere.remedy);
  });

  test("across namespaces is done in each that matches, as they come and go", async () => {
    await plane.kubectl("create", "clusterrole", "namespaces", "--verb=list,watch", "--resource=namespaces");
    await plane.kubectl("create", "clusterrolebinding", "namespaces", "--clusterrole=namespaces", "--user=viewer");
    const early = await createNamespace("team-early");
    await early.create("first");
    await allowIn("team-early");
    expect(await check(configMaps, "team-*")).toMatchObject({ isAllowed: true });

    const watching = await startWatching({ kubeconfig, kind: "configmap", namespaces: ["team-*"] });
    await watching.synced;
    expect(watching.sink.observations).toMatchObject([{ name: "first", initial: true }]);
    await expect.poll(() => watching.status(), patience).toMatchObject({ isReady: true });

    const other = await createNamespace("other");
    await other.create("unwatched");
    const late = await createNamespace("team-late");
    await expect.poll(() => watching.status().reason, patience).toContain("in namespace team-late; bind a Role");
    await late.create("second");
    await allowIn("team-late");
    await expect.poll(watching.seen, patience).toEqual(["present first", "present second"]);
    expect(watching.sink.observations[1]).toMatchObject({ initial: false, missed: true });
    await expect.poll(() => watching.status(), patience).toMatchObject({ isReady: true, objects: 2 });
    const namespaces = () => watching.status().reflectors.map(({ namespace }) => namespace);
    expect(namespaces()).toEqual(["", "team-early", "team-late"]);

    await finishNamespace("team-late");
    await expect.poll(watching.seen, patience).toEqual(["present first", "present second", "gone second"]);
    expect(watching.sink.observations[2]).toMatchObject({ object: null, missed: true });
    await expect.poll(namespaces, patience).toEqual(["", "team-early"]);
  });

  test("neither across namespaces nor about namespaces is told, and taken up whichever is allowed first", async () => {
    const asNobody = await plane.writeKubeconfig({ token: "nobody" });
    const crew = await createNamespace("crew-a");
    await crew.create("first");
    const watching = await startWatching({ kubeconfig: asNobody, kind: "configmap", namespaces: ["crew-*"] });
    await expect
      .poll(() => watching.status(), patience)
      .toMatchObject({
        state: "failing",
        isReady: false,
        reason:
          "configmaps: forbidden: the user nobody may not list configmaps in all namespaces; bind a ClusterRole with the verbs list and watch on configmaps",
      });
    await plane.kubectl("create", "clusterrole", "everywhere", "--verb=list,watch", "--resource=configmaps");
    await plane.kubectl("create", "clusterrolebinding", "everywhere", "--clusterrole=everywhere", "--user=nobody");
    await watching.synced;
    expect(watching.seen()).toEqual(["present first"]);
    await expect.poll(() => watching.status(), patience).toMatchObject({ isReady: true, reason: "" });
    expect(watching.logged.filter(({ level }) => level === "warn")).toHaveLength(1);
  });
});
