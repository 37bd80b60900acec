import { describe, expect, test } from "vitest";
import type { KubernetesObject } from "../../sdk/index.ts";
import type { ObservationSink } from "../../src/pipeline/observation.ts";
import { systemClock } from "../../src/time/clock.ts";
import { newConfigMap, startEmbedded } from "./embedded.ts";
import { startWatching } from "./start-watching.ts";

const patience = { timeout: 30_000 };

function countOf(object: KubernetesObject | null | undefined): number {
  const data = object?.["data"] as { count: string } | undefined;
  return Number(data?.count);
}

/** Runs a hundred times as fast, and tells for how long anything waited, in its own milliseconds. */
function fastClock() {
  let sleptMs = 0;
  return {
    now: () => systemClock.now(),
    sleptMs: () => sleptMs,
    async sleep(ms: number, signal: AbortSignal) {
      await systemClock.sleep(ms / 100, signal);
      sleptMs += ms;
    },
  };
}

describe("a sink that is full", () => {
  test("stops the reading of an embedded cluster's watch, which says so and is not stale, until there is room", async () => {
    const { cluster, kubeconfig } = await startEmbedded();
    const clock = fastClock();
    const watching = await startWatching({ kubeconfig, kind: "configmap", clock });
    await watching.synced;
    await expect.poll(() => watching.status().state, patience).toBe("watching");
    const makeRoom = watching.sink.pause();
    cluster.create(newConfigMap("default", "web", { count: "0" }));
    for (let count = 1; count <= 5000; count += 1) {
      cluster.patch(newConfigMap("default", "web"), { data: { count: String(count) } });
    }
    await expect.poll(() => watching.status(), patience).toMatchObject({ state: "paused", isReady: true });
    // Longer than the watch lasts and the patience after: a reader that is held back must not be taken for deaf.
    const pausedAt = clock.sleptMs();
    await expect.poll(() => clock.sleptMs() - pausedAt, patience).toBeGreaterThan(200_000);
    expect(watching.sink.observations).toHaveLength(1);
    expect(watching.status()).toMatchObject({ state: "paused", counts: { errors: {} } });
    makeRoom();
    await expect.poll(() => countOf(watching.sink.observations.at(-1)?.object), patience).toBe(5000);
    const counts = watching.sink.observations.map(({ object }) => countOf(object));
    expect(counts).toEqual(counts.toSorted((one, other) => one - other));
  });

  test("stops the reading of an embedded cluster's list: the next page is not fetched", async () => {
    const { cluster, kubeconfig } = await startEmbedded();
    for (let index = 0; index < 30; index += 1) cluster.create(newConfigMap("default", `web-${index}`));
    let makeRoom = () => {};
    const watching = await startWatching({
      kubeconfig,
      kind: "configmap",
      pageSize: 10,
      prepare: (sink) => {
        makeRoom = sink.pause();
      },
    });
    await expect.poll(() => watching.status().state, patience).toBe("paused");
    expect(watching.sink.observations).toHaveLength(1);
    expect(watching.lists).toHaveLength(1);
    makeRoom();
    await watching.synced;
    expect(watching.sink.observations).toHaveLength(30);
    expect(watching.lists).toHaveLength(3);
  });
});

describe("a sink that fails", () => {
  const failOnce = (fail: () => Promise<void> | undefined) => (sink: ObservationSink) => {
    const observe = sink.observe.bind(sink);
    let isFirst = true;
    sink.observe = (observation) => {
      if (observation.name !== "failing" || !isFirst) return observe(observation);
      isFirst = false;
      return fail();
    };
  };

  test.each([
    [
      "throws",
      failOnce(() => {
        throw new Error("full");
      }),
    ],
    ["rejects", failOnce(() => Promise.reject(new Error("full")))],
  ])(
    "and %s never touches the stream: the next change arrives, and the next list finds what was not taken",
    async (_, prepare) => {
      const { cluster, kubeconfig } = await startEmbedded();
      const watching = await startWatching({ kubeconfig, kind: "configmap", prepare, timeoutMs: 2000 });
      await watching.synced;
      cluster.create(newConfigMap("default", "failing"));
      cluster.create(newConfigMap("default", "next"));
      await expect.poll(watching.seen, patience).toEqual(["present next"]);
      expect(watching.logged).toContainEqual(expect.objectContaining({ message: "observation not taken" }));
      expect(watching.status().counts).toMatchObject({ lists: 1, errors: {} });
      cluster.compact();
      cluster.create(newConfigMap("default", "last"));
      cluster.compact();
      cluster.dropConnections();
      await expect
        .poll(() => watching.seen().toSorted(), patience)
        .toEqual(["present failing", "present last", "present next"]);
    },
  );
});
