import { describe, expect, test, vi } from "vitest";
import { systemClock } from "../../time/clock.ts";
import type { Deliver } from "../delivery.ts";
import { gatedDelivery, lanesOf } from "../fixtures/gated-lanes.ts";
import { present } from "../fixtures/observations.ts";

const patience = { timeout: 15_000 };

describe("drain", () => {
  test("lets what runs end, and begins nothing new", async () => {
    const { deliver, begun, end } = gatedDelivery();
    const lanes = lanesOf(deliver);
    void lanes.observe(present(1));
    void lanes.observe(present(2));
    const drained = lanes.drain(60_000);
    void lanes.observe(present(1, { name: "db" }));
    end("web");
    expect(await drained).toEqual({ notBegun: 2, abandoned: 0 });
    expect(begun).toEqual(["web@1"]);
    expect(lanes.stats()).toMatchObject({ waiting: 0, running: 0, paused: false });
  });

  test("waits for no turn and no next try: what is in a pause is left at once", async () => {
    const calling = Promise.withResolvers<void>();
    const deliver: Deliver = async ({ observation: { name } }, passage) => {
      if (name === "calls") await calling.promise;
      await passage.wait(systemClock.sleep(3_600_000, passage.signal));
    };
    const lanes = lanesOf(deliver);
    void lanes.observe(present(1, { name: "waits" }));
    void lanes.observe(present(1, { name: "calls" }));
    const drained = lanes.drain(3_600_000);
    await vi.waitFor(() => expect(lanes.stats().running).toBe(1), patience);
    calling.resolve();
    expect(await drained).toEqual({ notBegun: 0, abandoned: 2 });
  });

  test("abandons what still runs when the time is over", async () => {
    const lanes = lanesOf(gatedDelivery().deliver);
    void lanes.observe(present(1));
    void lanes.observe(present(1, { name: "db" }));
    expect(await lanes.drain(20)).toEqual({ notBegun: 0, abandoned: 2 });
  });

  test("is over at once when nothing runs", async () => {
    expect(await lanesOf(gatedDelivery().deliver).drain(60_000)).toEqual({ notBegun: 0, abandoned: 0 });
  });

  test("lets a paused reader go", async () => {
    const lanes = lanesOf(gatedDelivery().deliver, 1);
    const room = lanes.observe(present(1));
    await lanes.drain(20);
    await expect(room).resolves.toBeUndefined();
  });
});
