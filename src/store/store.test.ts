import { describe, expect, test } from "vitest";
import { baseline, everywhere } from "./fixtures/baselines.ts";
import { bothKinds } from "./fixtures/stores.ts";
import type { Scope } from "./store.ts";

const shop: Scope = { ...everywhere, namespace: "shop" };
const day = 24 * 3_600_000;

describe.each(bothKinds)("the $kind store", ({ openStore }) => {
  describe("a baseline", () => {
    test("is what was put last", () => {
      const store = openStore();
      store.putBaseline(everywhere, "shop", "web", baseline("1"));
      store.putBaseline(everywhere, "shop", "web", baseline("2"));
      expect(store.getBaseline(everywhere, "shop", "web")).toEqual(baseline("2"));
      store.removeBaseline(everywhere, "shop", "web");
      expect(store.getBaseline(everywhere, "shop", "web")).toBeUndefined();
    });

    test("belongs to one cluster and one entry, but to any of the entry's watched namespaces", () => {
      const store = openStore();
      store.putBaseline(shop, "shop", "web", baseline("1"));
      expect(store.getBaseline({ ...shop, cluster: "c2" }, "shop", "web")).toBeUndefined();
      expect(store.getBaseline({ ...shop, entry: "service" }, "shop", "web")).toBeUndefined();
      expect(store.getBaseline(everywhere, "shop", "web")).toEqual(baseline("1"));
    });

    test("survives compression, whatever it is written in", () => {
      const store = openStore();
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

  test("known versions are those of the watched namespace, or of all", () => {
    const store = openStore();
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

  describe("a scope", () => {
    test("is listed once it was marked, and no other with it", () => {
      const store = openStore();
      expect(store.isListed(shop)).toBe(false);
      store.markListed(shop);
      expect([store.isListed(shop), store.isListed(everywhere)]).toEqual([true, false]);
    });

    test("is listed when all namespaces are", () => {
      const store = openStore();
      store.markListed(everywhere);
      expect(store.isListed(shop)).toBe(true);
      expect(store.isListed({ ...shop, entry: "service" })).toBe(false);
    });
  });

  describe("results of `once` handlers", () => {
    const results = new Map([["slack", { next: true, reason: "sent" }]]);

    test("are those of one event of one object", () => {
      const store = openStore();
      store.putOnceResults(everywhere, "shop", "web", "e1", results);
      expect(store.getOnceResults(everywhere, "shop", "web", "e1")).toEqual(results);
      expect(store.getOnceResults(everywhere, "shop", "web", "e2")).toEqual(new Map());
      expect(store.getOnceResults(everywhere, "shop", "api", "e1")).toEqual(new Map());
      expect(store.getOnceResults({ ...everywhere, entry: "other" }, "shop", "web", "e1")).toEqual(new Map());
    });

    test.each(["putBaseline", "removeBaseline"] as const)("are over when the chain has ended: %s", (method) => {
      const store = openStore();
      store.putOnceResults(everywhere, "shop", "web", "e1", results);
      store[method](everywhere, "shop", "web", baseline("1"));
      expect(store.getOnceResults(everywhere, "shop", "web", "e1")).toEqual(new Map());
    });
  });

  describe("what nobody watches any more", () => {
    const isWatched = (entry: string, namespace: string) => entry === "deployment" && namespace === "shop";

    test("is forgotten after seven days, and not before", () => {
      const store = openStore();
      const now = Date.now();
      store.markListed(everywhere);
      for (const namespace of ["shop", "bank"]) store.putBaseline(everywhere, namespace, "web", baseline("1"));
      store.putBaseline({ ...everywhere, cluster: "c2" }, "shop", "web", baseline("1"));
      store.putBaseline({ ...everywhere, entry: "service" }, "shop", "web", baseline("1"));
      const known = (differing: Partial<Scope> = {}) =>
        [...store.knownVersions({ ...everywhere, ...differing })].length;

      store.forgetUnwatched("c1", isWatched, now + 6 * day);
      expect([known(), known({ cluster: "c2" }), known({ entry: "service" })]).toEqual([2, 1, 1]);

      store.forgetUnwatched("c1", isWatched, now + 8 * day);
      expect([known(), known({ cluster: "c2" }), known({ entry: "service" })]).toEqual([1, 0, 0]);
      expect(store.getBaseline(everywhere, "shop", "web")).toEqual(baseline("1"));
      expect(store.isListed(everywhere)).toBe(false);
    });

    test("is kept when it is watched again in time", () => {
      const store = openStore();
      const now = Date.now();
      store.putBaseline(everywhere, "bank", "web", baseline("1"));
      store.forgetUnwatched("c1", () => true, now + 6 * day);
      store.forgetUnwatched("c1", () => false, now + 12 * day);
      expect(store.getBaseline(everywhere, "bank", "web")).toEqual(baseline("1"));
    });
  });

  test("each store has a redaction key of its own", () => {
    expect(openStore().redactionKey.equals(openStore().redactionKey)).toBe(false);
  });
});
