import { beforeAll, expect, test } from "vitest";
import type { Connection } from "../../src/cluster/connection.ts";
import { openMemoryStore } from "../../src/store/memory.ts";
import { connectControlPlane, describeControlPlane, type ControlPlaneClient } from "../control-plane/index.ts";
import { createConfigMaps, ours, type ConfigMaps } from "./config-maps.ts";
import { startWatching } from "./start-watching.ts";

const patience = { timeout: 20_000 };

async function createMany({ create }: ConfigMaps, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await create(`web-${String(index).padStart(2, "0")}`);
}

/** Does something after the first page of a list has been read. */
function afterFirstPage(connection: Connection, act: () => Promise<unknown>): Connection {
  let isFirst = true;
  return {
    ...connection,
    async request(request) {
      const page = await connection.request(request);
      if (isFirst) await act();
      isFirst = false;
      return page;
    },
  };
}

describeControlPlane("the first list", () => {
  let plane: ControlPlaneClient;
  let kubeconfig: string;
  beforeAll(async () => {
    plane = connectControlPlane();
    kubeconfig = await plane.writeKubeconfig();
  });

  test("comes in pages of one version, without asking for a resourceVersion", async () => {
    const configMaps = await createConfigMaps(plane, "pages");
    await createMany(configMaps, 30);
    const watching = await startWatching({ ...ours, kubeconfig, namespaces: [configMaps.namespace], pageSize: 10 });
    await watching.synced;
    expect(new Set(watching.seen()).size).toBe(30);
    expect(watching.lists.length).toBeGreaterThanOrEqual(3);
    for (const { query } of watching.lists) {
      expect(query).toMatchObject({ limit: "10", fieldSelector: ours.fieldSelector });
      expect(query).not.toHaveProperty("resourceVersion");
    }
    expect(watching.status().counts).toMatchObject({ lists: 1, relists: {} });
  });

  test("is followed by a watch from its version: what is created between two pages arrives as a change", async () => {
    const configMaps = await createConfigMaps(plane, "between");
    await createMany(configMaps, 15);
    const watching = await startWatching({
      ...ours,
      kubeconfig,
      namespaces: [configMaps.namespace],
      pageSize: 10,
      intercept: (connection) => afterFirstPage(connection, () => configMaps.create("between")),
    });
    await expect.poll(() => watching.seen(), patience).toContain("present between");
    expect(watching.sink.observations.at(-1)).toMatchObject({ name: "between", initial: false, missed: false });
    expect(watching.sink.observations).toHaveLength(16);
  });

  test.each([0, 30])("is initial and settles `synced` when it has been handled, with %i objects", async (count) => {
    const configMaps = await createConfigMaps(plane, "synced");
    await createMany(configMaps, count);
    const watching = await startWatching({ ...ours, kubeconfig, namespaces: [configMaps.namespace] });
    await watching.synced;
    expect(watching.sink.observations).toHaveLength(count);
    expect(watching.sink.observations.every(({ initial, missed }) => initial && !missed)).toBe(true);
    expect(watching.sink.listedScopes.map(({ namespace }) => namespace)).toEqual([configMaps.namespace]);
    await expect.poll(() => watching.status(), patience).toMatchObject({ isSynced: true, state: "watching" });
    expect(watching.status()).toMatchObject({ objects: count, isReady: true });
    expect(watching.logged).toContainEqual({
      level: "info",
      message: "synced",
      fields: { resource: "ConfigMap", objects: count, seconds: expect.any(Number) },
    });
  });

  test("after a restart tells only what changed meanwhile, and that it was missed", async () => {
    const configMaps = await createConfigMaps(plane, "restart");
    for (const name of ["same", "changed", "deleted"]) await configMaps.create(name);
    const store = openMemoryStore();
    const options = { ...ours, kubeconfig, namespaces: [configMaps.namespace], store };
    const first = await startWatching(options);
    await first.synced;
    await first.stop();
    await configMaps.patch("changed", { data: { a: "1" } });
    await configMaps.remove("deleted");
    await configMaps.create("new");
    const second = await startWatching(options);
    await second.synced;
    expect(second.seen()).toEqual(["present changed", "present new", "gone deleted"]);
    expect(second.sink.observations.every(({ initial, missed }) => !initial && missed)).toBe(true);
    expect(second.sink.observations[2]?.object).toBeNull();
  });
});
