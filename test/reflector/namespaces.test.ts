import { describe, expect, test } from "vitest";
import { openMemoryStore } from "../../src/store/memory.ts";
import { newConfigMap, newNamespace, startEmbedded } from "./embedded.ts";
import { startWatching, type Watching } from "./start-watching.ts";

const patience = { timeout: 30_000 };
const ready = { isReady: true, isSynced: true };
const paths = ({ watches }: Watching) => [...new Set(watches.map(({ path }) => path))];

describe("on an embedded cluster, named namespaces", () => {
  test("get a list and a watch each, and nothing else is asked for", async () => {
    const { cluster, kubeconfig } = await startEmbedded();
    for (const name of ["shop", "bank", "other"]) {
      cluster.create(newNamespace(name));
      cluster.create(newConfigMap(name, `${name}-config`));
    }
    const watching = await startWatching({ kubeconfig, kind: "configmap", namespaces: ["shop", "bank"] });
    await watching.synced;
    expect(watching.seen().toSorted()).toEqual(["present bank-config", "present shop-config"]);
    await expect.poll(() => watching.status(), patience).toMatchObject(ready);
    expect(paths(watching)).toEqual(["/api/v1/namespaces/shop/configmaps", "/api/v1/namespaces/bank/configmaps"]);
    expect(watching.status().reflectors.map(({ namespace }) => namespace)).toEqual(["shop", "bank"]);
  });

  test("are left aside by a cluster-scoped kind", async () => {
    const { kubeconfig } = await startEmbedded();
    const watching = await startWatching({ kubeconfig, kind: "namespace", namespaces: ["shop"] });
    await watching.synced;
    expect(watching.seen().length).toBeGreaterThanOrEqual(3);
  });
});

describe("on an embedded cluster, patterns of namespaces", () => {
  test("get one list and one watch of all, filtered here, with or without `!`", async () => {
    const { cluster, kubeconfig } = await startEmbedded();
    for (const name of ["shop-a", "shop-test", "bank"]) {
      cluster.create(newNamespace(name));
      cluster.create(newConfigMap(name, name));
    }
    const watching = await startWatching({ kubeconfig, kind: "configmap", namespaces: ["shop-*", "!shop-test"] });
    await watching.synced;
    for (const name of ["shop-b", "bank-b"]) {
      cluster.create(newNamespace(name));
      cluster.create(newConfigMap(name, name));
    }
    cluster.delete(newConfigMap("bank", "bank"));
    cluster.delete(newConfigMap("shop-a", "shop-a"));
    await expect.poll(watching.seen, patience).toEqual(["present shop-a", "present shop-b", "gone shop-a"]);
    expect(paths(watching)).toEqual(["/api/v1/configmaps"]);
    expect(watching.status().objects).toBe(1);
  });

  test("that are widened find what is new to them initial, and nothing of what is left out gone", async () => {
    const { cluster, kubeconfig } = await startEmbedded();
    for (const name of ["shop", "bank"]) {
      cluster.create(newNamespace(name));
      cluster.create(newConfigMap(name, name));
    }
    const store = openMemoryStore();
    const narrow = await startWatching({ kubeconfig, kind: "configmap", namespaces: ["sh*"], store });
    await narrow.synced;
    await narrow.stop();
    const wide = await startWatching({ kubeconfig, kind: "configmap", namespaces: ["sh*", "b*"], store });
    await wide.synced;
    expect(wide.sink.observations).toMatchObject([{ state: "present", name: "bank", initial: true }]);
    await wide.stop();
    const narrowAgain = await startWatching({ kubeconfig, kind: "configmap", namespaces: ["sh*"], store });
    await narrowAgain.synced;
    expect(narrowAgain.seen()).toEqual([]);
  });
});
