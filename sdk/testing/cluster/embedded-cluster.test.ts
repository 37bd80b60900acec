import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { startEmbeddedCluster, type EmbeddedCluster, type EmbeddedClusterOptions } from "./embedded-cluster.ts";

let cluster: EmbeddedCluster;
const start = async (options?: EmbeddedClusterOptions) => {
  cluster = await startEmbeddedCluster(options);
  return cluster;
};
afterEach(() => cluster.close());

const get = (path: string, init?: RequestInit) => fetch(cluster.url + path, init);
const configMap = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default" },
  data,
});
const ingress = {
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name: "web", namespace: "default" },
  spec: {},
};

test("an Ingress is the same object under its old and its new group", async () => {
  await start({ legacyIngress: true });
  const created = cluster.create(ingress);
  const old = cluster.get({ ...ingress, apiVersion: "extensions/v1beta1" });
  expect(old).toEqual({ ...created, apiVersion: "extensions/v1beta1" });
});

test("a kind that is left out is neither discovered nor served", async () => {
  await start({ legacyIngress: true, without: ["networking.k8s.io/v1/ingresses"] });
  expect((await get("/apis/networking.k8s.io/v1/ingresses")).status).toBe(404);
  expect((await get("/apis/extensions/v1beta1/ingresses")).status).toBe(200);
  expect(await (await get("/apis/networking.k8s.io/v1")).text()).not.toContain("ingresses");
});

test("what is forbidden is a 403 until the rule is taken back", async () => {
  await start({ forbid: [{ verbs: ["list"], resources: ["secrets"], namespaces: ["default"] }] });
  const status = async (path: string) => (await get(path)).status;
  expect(await status("/api/v1/namespaces/default/secrets")).toBe(403);
  expect(await status("/api/v1/namespaces/kube-system/secrets")).toBe(200);
  expect(await status("/api/v1/secrets")).toBe(200);
  cluster.forbid();
  expect(await status("/api/v1/namespaces/default/secrets")).toBe(200);
});

test("requests are kept, with the verb they stand for", async () => {
  await start();
  await get("/api/v1/pods?limit=5", { headers: { "user-agent": "tester/1" } });
  await get("/apis");
  expect(cluster.requests).toEqual([
    { method: "GET", verb: "list", path: "/api/v1/pods", query: { limit: "5" }, userAgent: "tester/1" },
    expect.objectContaining({ verb: "", path: "/apis" }),
  ]);
  cluster.clearRequests();
  expect(cluster.requests).toEqual([]);
});

test("dropped connections break a watch in the middle; the next request is served", async () => {
  await start();
  const watch = await get("/api/v1/pods?watch=true");
  const ended = watch.text();
  cluster.dropConnections();
  await expect(ended).rejects.toThrow("terminated");
  expect((await get("/readyz")).status).toBe(200);
});

test("a watch from a forgotten revision can be refused with HTTP status 410", async () => {
  await start({ expiredWatchAs: "status" });
  cluster.create(configMap("a"));
  cluster.compact();
  const answer = await get("/api/v1/configmaps?watch=true&resourceVersion=1");
  expect(answer.status).toBe(410);
  expect(await answer.json()).toMatchObject({ kind: "Status", code: 410, reason: "Expired" });
});

test("a reader too slow for the history is told that it has missed something", async () => {
  await start({ historyLimit: 10 });
  cluster.create(configMap("a"));
  const watch = await get("/api/v1/configmaps?watch=true&resourceVersion=1");
  // More than the sockets hold, while nobody reads.
  const filling = "x".repeat(200_000);
  for (let count = 0; count < 100; count += 1) {
    cluster.patch(configMap("a"), { data: { count: String(count), filling } });
    // A turn for the server, which writes until the sockets are full.
    await nextTurn();
  }
  const lines = (await watch.text()).trim().split("\n");
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ type: "ERROR", object: { code: 410 } });
});

test("a namespace takes with it what is in it", async () => {
  await start();
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };
  const inside = { ...configMap("a"), metadata: { name: "a", namespace: "shop" } };
  cluster.create(namespace);
  const { metadata } = cluster.create(inside);
  cluster.create(configMap("elsewhere"));
  cluster.delete(namespace);
  expect(cluster.get(inside)).toBeUndefined();
  expect(cluster.get(configMap("elsewhere"))).toBeDefined();
  const query = `watch=true&timeoutSeconds=1&resourceVersion=${metadata.resourceVersion}`;
  const told = await (await get(`/api/v1/namespaces/shop/configmaps?${query}`)).text();
  expect(JSON.parse(told)).toMatchObject({ type: "DELETED", object: { metadata: { name: "a" } } });
});

test("what is handed out is a copy", async () => {
  await start();
  const created = cluster.create(configMap("a", { k: "1" })) as unknown as { data: Record<string, string> };
  created.data["k"] = "changed";
  expect(cluster.get(configMap("a"))).toMatchObject({ data: { k: "1" } });
});

test("a refusal is thrown with the server's words", async () => {
  await start();
  cluster.create(configMap("a"));
  expect(() => cluster.create(configMap("a"))).toThrow('configmaps "a" already exists');
  expect(() => cluster.delete(configMap("b"))).toThrow('configmaps "b" not found');
  expect(() => cluster.create({ apiVersion: "v9", kind: "Nothing", metadata: {} })).toThrow(/could not find/);
});

test("10,000 objects are read page by page while hundreds are written", async () => {
  await start();
  for (let number = 0; number < 10_000; number += 1) cluster.create(configMap(`c-${number}`));
  let token = "";
  let read = 0;
  do {
    const page = await (await get(`/api/v1/configmaps?limit=500&continue=${token}`)).json();
    const { items, metadata } = page as { items: unknown[]; metadata: { continue?: string } };
    read += items.length;
    token = metadata.continue ?? "";
    for (let count = 0; count < 50; count += 1) cluster.create(configMap(`later-${read}-${count}`));
  } while (token !== "");
  expect(read).toBe(10_000);
});
