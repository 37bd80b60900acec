import { describe, expect, test, vi } from "vitest";
import { openMemoryStore } from "../../store/memory.ts";
import { gatedDelivery, lanesOf } from "../fixtures/gated-lanes.ts";
import { present, scope } from "../fixtures/observations.ts";

const patience = { timeout: 15_000 };

describe("a scope that was listed", () => {
  test("is recorded when all that was handed on before has been handled, however long what came later takes", async () => {
    const store = openMemoryStore();
    const { deliver, end } = gatedDelivery();
    const lanes = lanesOf(deliver, 100, store);
    void lanes.observe(present(1, { name: "a" }));
    void lanes.observe(present(1, { name: "b" }));
    const listed = lanes.listed(scope);
    void lanes.observe(present(1, { name: "c" }));
    end("a");
    await vi.waitFor(() => expect(lanes.stats().running).toBe(2), patience);
    expect(store.isListed(scope)).toBe(false);
    end("b");
    await listed;
    expect(store.isListed(scope)).toBe(true);
  });

  test("is recorded whenever it is asked for, also in the very moment in which a change has been handled", async () => {
    const store = openMemoryStore();
    const lanes = lanesOf(async () => {}, 100, store);
    for (let moments = 0; moments < 20; moments += 1) {
      const list = { ...scope, entry: `list ${moments}` };
      void lanes.observe(present(1, { scope: list }));
      for (let moment = 0; moment < moments; moment += 1) await Promise.resolve();
      await lanes.listed(list);
      expect(store.isListed(list)).toBe(true);
    }
  });

  test("is recorded at once when it is empty, whatever other scopes wait for", async () => {
    const store = openMemoryStore();
    const lanes = lanesOf(gatedDelivery().deliver, 100, store);
    const empty = { ...scope, namespace: "shop" };
    void lanes.observe(present(1));
    await lanes.listed(empty);
    expect([store.isListed(empty), store.isListed(scope)]).toEqual([true, false]);
  });

  test("is not recorded when draining left part of it undone", async () => {
    const store = openMemoryStore();
    const { deliver, end } = gatedDelivery();
    const lanes = lanesOf(deliver, 100, store);
    void lanes.observe(present(1));
    void lanes.observe(present(2));
    const listed = lanes.listed(scope);
    const drained = lanes.drain(60_000);
    end("web");
    await expect(listed).rejects.toMatchObject({ name: "AbortError" });
    expect(await drained).toEqual({ notBegun: 1, abandoned: 0 });
    expect(store.isListed(scope)).toBe(false);
  });
});
