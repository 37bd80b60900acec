import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { baseline, everywhere } from "./fixtures/baselines.ts";
import { storeFile } from "./fixtures/stores.ts";
import type { Baseline } from "./store.ts";

describe("after a restart", () => {
  test("everything is as it was", async () => {
    const file = storeFile();
    const before = file.open();
    before.putBaseline(everywhere, "shop", "web", baseline("1", "größer 猫 🚀"));
    before.putBaseline(everywhere, "shop", "api", baseline("2"));
    before.putBaseline(everywhere, "shop", "old", baseline("3"));
    before.removeBaseline(everywhere, "shop", "old");
    before.putOnceResults(everywhere, "shop", "new", "e1", new Map([["slack", { next: true }]]));
    before.markListed(everywhere);
    await before.close();

    const after = file.open();
    expect(after.redactionKey).toEqual(before.redactionKey);
    expect(after.getBaseline(everywhere, "shop", "web")).toEqual(baseline("1", "größer 猫 🚀"));
    expect([...after.knownVersions(everywhere)].map(({ name }) => name).sort()).toEqual(["api", "web"]);
    expect(after.getOnceResults(everywhere, "shop", "new", "e1")).toEqual(new Map([["slack", { next: true }]]));
    expect(after.isListed(everywhere)).toBe(true);
    expect(file.lines).toEqual([]);
  });

  test("what was compressed is as it was, and takes less room", async () => {
    const file = storeFile();
    const manifests = Array.from({ length: 12 }, (_, index) =>
      baseline(String(index), `${"x".repeat(2_000_000)}${index}`),
    );
    const before = file.open();
    for (const [index, manifest] of manifests.entries())
      before.putBaseline(everywhere, "shop", `web-${index}`, manifest);
    await before.close();
    expect(statSync(file.path).size).toBeLessThan(18_000_000);

    const after = file.open();
    const same = manifests.map(
      ({ json }, index) => after.getBaseline(everywhere, "shop", `web-${index}`)?.json === json,
    );
    expect(same).toEqual(manifests.map(() => true));
  });

  test("a namespace whose last object is gone leaves nothing behind, and may come again", async () => {
    const file = storeFile();
    const store = file.open();
    store.markListed(everywhere);
    store.putBaseline(everywhere, "shop", "web", baseline("1"));
    store.putBaseline(everywhere, "bank", "web", baseline("2"));
    store.removeBaseline(everywhere, "shop", "web");
    store.removeBaseline(everywhere, "bank", "web");
    store.putBaseline(everywhere, "bank", "web", baseline("3"));
    await store.close();
    using database = new DatabaseSync(file.path);
    const places = database.prepare("SELECT namespace FROM place ORDER BY namespace").all();
    expect(places.map(({ namespace }) => namespace)).toEqual(["*", "bank"]);
    expect(file.open().getBaseline(everywhere, "bank", "web")).toEqual(baseline("3"));
  });

  test("a scope and objects that come later get places of their own", async () => {
    const file = storeFile();
    for (const namespace of ["a", "b", "c"]) {
      const store = file.open();
      store.putBaseline(everywhere, namespace, "web", baseline(namespace));
      store.putBaseline({ ...everywhere, entry: namespace }, namespace, "web", baseline(`${namespace}2`));
      await store.close();
    }
    const store = file.open();
    expect([...store.knownVersions(everywhere)].map(({ resourceVersion }) => resourceVersion)).toEqual(["a", "b", "c"]);
    expect(store.getBaseline({ ...everywhere, entry: "b" }, "b", "web")).toEqual(baseline("b2"));
  });

  test("what was forgotten stays forgotten", async () => {
    const file = storeFile();
    const before = file.open();
    before.putBaseline(everywhere, "shop", "web", baseline("1"));
    before.putOnceResults(everywhere, "shop", "api", "e1", new Map());
    before.forgetUnwatched("c1", () => false, Date.now() + 8 * 24 * 3_600_000);
    await before.close();

    const after = file.open();
    expect([...after.knownVersions(everywhere)]).toEqual([]);
    after.putBaseline(everywhere, "shop", "web", baseline("2"));
    expect(after.getBaseline(everywhere, "shop", "web")).toEqual(baseline("2"));
  });

  test("any sequence of changes has left what it left in memory", async () => {
    const change = fc.record({
      name: fc.constantFrom("a", "b", "c"),
      namespace: fc.constantFrom("n1", "n2"),
      what: fc.constantFrom("put", "remove", "results", "restart"),
      version: fc.integer({ min: 1, max: 99 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 40 }), async (changes) => {
        const file = storeFile();
        let store = file.open();
        const expected = new Map<string, Baseline>();
        for (const { what, namespace, name, version } of changes) {
          if (what === "put") {
            expected.set(`${namespace}/${name}`, baseline(String(version)));
            store.putBaseline(everywhere, namespace, name, baseline(String(version)));
          } else if (what === "remove") {
            expected.delete(`${namespace}/${name}`);
            store.removeBaseline(everywhere, namespace, name);
          } else if (what === "results") store.putOnceResults(everywhere, namespace, name, "e", new Map());
          else {
            await store.close();
            store = file.open();
          }
        }
        await store.close();
        store = file.open();
        const found = [...store.knownVersions(everywhere)].map(({ namespace, name }) => `${namespace}/${name}`);
        expect(new Set(found)).toEqual(new Set(expected.keys()));
        for (const [key, kept] of expected) {
          const [namespace = "", name = ""] = key.split("/");
          expect(store.getBaseline(everywhere, namespace, name)).toEqual(kept);
        }
        await store.close();
      }),
      { numRuns: 30 },
    );
  });
});
