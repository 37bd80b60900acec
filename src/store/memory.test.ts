import { describe, expect, test } from "vitest";
import { openMemoryStore } from "./memory.ts";
import type { Baseline, Scope } from "./store.ts";

const everywhere: Scope = { cluster: "c1", entry: "deployment", namespace: "*" };
const shop: Scope = { ...everywhere, namespace: "shop" };

function baseline(resourceVersion: string, note = ""): Baseline {
  return { uid: "u1", resourceVersion, json: JSON.stringify({ metadata: { name: "web", annotations: { note } } }) };
}

describe("a baseline", () => {
  test("is what was put last", () => {
    const store = openMemoryStore();
    store.putBaseline(everywhere, "shop", "web", baseline("1"));
    store.putBaseline(everywhere, "shop", "web", baseline("2"));
    expect(store.getBaseline(everywhere, "shop", "web")).toEqual(baseline("2"));
    store.removeBaseline(everywhere, "shop", "web");
    expect(store.getBaseline(everywhere, "shop", "web")).toBeUndefined();
  });

  test("belongs to one cluster and one entry, but to any of the entry's watched namespaces", () => {
    const store = openMemoryStore();
    store.putBaseline(shop, "shop", "web", baseline("1"));
    expect(store.getBaseline({ ...shop, cluster: "c2" }, "shop", "web")).toBeUndefined();
    expect(store.getBaseline({ ...shop, entry: "service" }, "shop", "web")).toBeUndefined();
    expect(store.getBaseline(everywhere, "shop", "web")).toEqual(baseline("1"));
  });

  test("survives compression, whatever it is written in", () => {
    const store = openMemoryStore();
    const note = "größer 猫 🚀 ".repeat(1_300_000);
    for (const name of ["a", "b", "c", "d", "e"]) store.putBaseline(everywhere, "shop", name, baseline(name, note));
    for (const name of ["a", "b", "c", "d", "e"]) {
      const kept = store.getBaseline(everywhere, "shop", name);
      expect(kept?.resourceVersion).toBe(name);
      expect(kept?.json === baseline(name, note).json).toBe(true);
    }
    store.putBaseline(everywhere, "shop", "a", baseline("6"));
    expect(store.getBaseline(everywhere, "shop", "a")).toEqual(baseline("6"));
  });
});

describe("known versions", () => {
  test("are those of the watched namespace, or of all", () => {
    const store = openMemoryStore();
    store.putBaseline(everywhere, "shop", "web", baseline("1"));
    store.putBaseline(everywhere, "bank", "api", baseline("2"));
    store.putBaseline({ ...everywhere, entry: "service" }, "shop", "web", baseline("3"));
    const web = { namespace: "shop", name: "web", uid: "u1", resourceVersion: "1" };
    const api = { namespace: "bank", name: "api", uid: "u1", resourceVersion: "2" };
    expect([...store.knownVersions(shop)]).toEqual([web]);
    expect([...store.knownVersions(everywhere)]).toEqual([web, api]);
    store.removeBaseline(everywhere, "shop", "web");
    expect([...store.knownVersions(shop)]).toEqual([]);
  });
});

test("a scope is listed once it was marked, and no other with it", () => {
  const store = openMemoryStore();
  expect(store.isListed(shop)).toBe(false);
  store.markListed(shop);
  expect([store.isListed(shop), store.isListed(everywhere)]).toEqual([true, false]);
});

test("each store has a redaction key of its own", () => {
  expect(openMemoryStore().redactionKey.equals(openMemoryStore().redactionKey)).toBe(false);
});
