import { beforeAll, describe, expect, test } from "vitest";
import { connectControlPlane, describeControlPlane, type ControlPlaneClient } from "../control-plane/index.ts";
import { createConfigMaps, ours } from "./config-maps.ts";
import { startWatching } from "./start-watching.ts";

const patience = { timeout: 20_000 };

describeControlPlane("an object", () => {
  let plane: ControlPlaneClient;
  let kubeconfig: string;
  beforeAll(async () => {
    plane = connectControlPlane();
    kubeconfig = await plane.writeKubeconfig();
  });

  test("is the same from a list and from a watch, whole but for managedFields", async () => {
    const { namespace, create } = await createConfigMaps(plane, "same");
    const early = await startWatching({ ...ours, kubeconfig, namespaces: [namespace] });
    await early.synced;
    await create("web", { data: { a: "1" }, labels: { tier: "web" } });
    await expect.poll(early.seen, patience).toEqual(["present web"]);
    const late = await startWatching({ ...ours, kubeconfig, namespaces: [namespace] });
    await late.synced;
    const [watched] = early.sink.observations;
    const [listed] = late.sink.observations;
    expect(listed?.object).toEqual(watched?.object);
    expect(listed?.object).toMatchObject({ apiVersion: "v1", kind: "ConfigMap", data: { a: "1" } });
    expect(listed?.object?.metadata).not.toHaveProperty("managedFields");
    expect([watched?.initial, listed?.initial]).toEqual([false, true]);
    expect(JSON.parse(watched?.json ?? "null")).toEqual(watched?.object);
  });

  test("that was changed twice is told twice, each time with its new state, and the store keeps the last", async () => {
    const { namespace, create, patch } = await createConfigMaps(plane, "twice");
    const watching = await startWatching({ ...ours, kubeconfig, namespaces: [namespace] });
    await watching.synced;
    await create("web", { data: { image: "1" } });
    await patch("web", { data: { image: "2" } });
    const last = await patch("web", { data: { image: "3" } });
    await expect.poll(() => watching.sink.observations, patience).toHaveLength(3);
    const images = watching.sink.observations.map(({ object }) => object?.["data"]);
    expect(images).toEqual([{ image: "1" }, { image: "2" }, { image: "3" }]);
    const kept = watching.sink.listedScopes.map((scope) => watching.store.getBaseline(scope, namespace, "web"));
    expect(kept).toMatchObject([{ resourceVersion: last.metadata.resourceVersion }]);
  });

  test("that is deleted is told with its last state and the deletion's own resourceVersion", async () => {
    const configMaps = await createConfigMaps(plane, "deleted");
    const created = await configMaps.create("web", { data: { a: "1" } });
    const watching = await startWatching({ ...ours, kubeconfig, namespaces: [configMaps.namespace] });
    await watching.synced;
    await configMaps.remove("web");
    await expect.poll(watching.seen, patience).toEqual(["present web", "gone web"]);
    const gone = watching.sink.observations[1];
    expect(gone).toMatchObject({ missed: false, object: { data: { a: "1" } } });
    expect(gone?.resourceVersion).not.toBe(created.metadata.resourceVersion);
  });

  test("of a Secret is told without its values", async () => {
    const namespace = await plane.createNamespace("secret");
    const watching = await startWatching({
      kubeconfig,
      kind: "secret",
      namespaces: [namespace],
      fieldSelector: "metadata.name=db",
    });
    await watching.synced;
    await plane.kubectl("create", "secret", "generic", "db", "--from-literal=password=hunter2", "-n", namespace);
    await expect.poll(watching.seen, patience).toEqual(["present db"]);
    const text = JSON.stringify(watching.sink.observations);
    expect(text).toMatch(/"password":"redacted:[0-9a-f]{16}"/);
    expect(text).not.toContain(Buffer.from("hunter2").toString("base64"));
  });

  test("of which only the metadata is asked for has its own kind, in a list, in a watch and at its end", async () => {
    const namespace = await plane.createNamespace("metadata");
    const folder = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    const make = async (name: string) => {
      const spec = {
        replicas: 0,
        selector: { matchLabels: { app: name } },
        template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: "web", image: "web" }] } },
      };
      const { status } = await plane.request("POST", folder, {
        body: { metadata: { name, labels: { tier: "web" } }, spec },
      });
      expect(status).toBe(201);
    };
    await make("listed");
    const watching = await startWatching({ kubeconfig, kind: "deploy", namespaces: [namespace], metadataOnly: true });
    await watching.synced;
    await make("watched");
    await expect.poll(watching.seen, patience).toContain("present watched");
    await plane.request("DELETE", `${folder}/listed`);
    await expect.poll(watching.seen, patience).toContain("gone listed");
    for (const { name, object } of watching.sink.observations) {
      expect(Object.keys(object ?? {}).toSorted()).toEqual(["apiVersion", "kind", "metadata"]);
      expect(object).toMatchObject({
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name, namespace, labels: { tier: "web" } },
      });
      expect(object?.metadata).not.toHaveProperty("managedFields");
    }
    const asked = [...watching.lists, ...watching.watches].map(({ accept }) => accept);
    expect(asked).toEqual(asked.map(() => expect.stringContaining("as=PartialObjectMetadata")));
  });

  describe("under a selector", () => {
    test("is told only while it is selected: leaving is a gone with the last matching state", async () => {
      const { namespace, create, patch } = await createConfigMaps(plane, "selected");
      await create("listed", { labels: { tier: "web" } });
      await create("other", { labels: { tier: "db" } });
      const watching = await startWatching({
        kubeconfig,
        kind: "cm",
        namespaces: [namespace],
        labelSelector: "tier=web",
      });
      await watching.synced;
      await create("watched", { labels: { tier: "web" }, data: { a: "1" } });
      await create("unwatched", { labels: { tier: "db" } });
      const left = await patch("watched", { metadata: { labels: { tier: null } }, data: { a: "2" } });
      await expect.poll(watching.seen, patience).toEqual(["present listed", "present watched", "gone watched"]);
      expect(watching.sink.observations[2]).toMatchObject({
        resourceVersion: left.metadata.resourceVersion,
        object: { data: { a: "1" } },
      });
    });

    test("that only the server can judge, and refuses, is a mistake for good, told with the server's words", async () => {
      const namespace = await plane.createNamespace("refused");
      const watching = await startWatching({
        kubeconfig,
        kind: "ConfigMap",
        namespaces: [namespace],
        fieldSelector: "data.k=1",
      });
      await expect(watching.done).rejects.toMatchObject({
        code: "KW_SELECTOR_REFUSED",
        message: expect.stringContaining('fieldSelector "data.k=1"'),
      });
      await expect(watching.done).rejects.toThrow("not a known field selector");
    });
  });
});
