import { beforeAll, expect, test } from "vitest";
import { connectControlPlane, describeControlPlane, type ControlPlaneClient } from "../control-plane/index.ts";
import { createConfigMaps, ours } from "./config-maps.ts";
import { startWatching } from "./start-watching.ts";

const patience = { timeout: 30_000 };

describeControlPlane("a watch", () => {
  let plane: ControlPlaneClient;
  let kubeconfig: string;
  beforeAll(async () => {
    plane = connectControlPlane();
    kubeconfig = await plane.writeKubeconfig();
  });

  test("asks for bookmarks and for 6/7 to 8/7 of the configured time", async () => {
    const namespace = await plane.createNamespace("query");
    for (const [random, seconds] of [
      [0, "90"],
      [0.999, "120"],
    ] as const) {
      const watching = await startWatching({ ...ours, kubeconfig, namespaces: [namespace], random: () => random });
      await expect.poll(() => watching.watches, patience).toHaveLength(1);
      expect(watching.watches[0]?.query).toMatchObject({ allowWatchBookmarks: "true", timeoutSeconds: seconds });
      await watching.stop();
    }
  });

  test("goes on from the version of the last event or bookmark, without a list between", async () => {
    const { namespace, create } = await createConfigMaps(plane, "bookmarks");
    // Watches of 4 s: a server sends a bookmark some 2 s before the end.
    const options = { ...ours, kubeconfig, namespaces: [namespace], timeoutMs: 4000, random: () => 0.5 };
    const watching = await startWatching(options);
    await watching.synced;
    await create("web");
    // What happens elsewhere moves the server on: only a bookmark can tell this watch.
    const { namespace: elsewhere, create: createElsewhere } = await createConfigMaps(plane, "elsewhere");
    await createElsewhere(elsewhere);
    await expect.poll(() => watching.watches.length, patience).toBeGreaterThanOrEqual(3);
    const { counts } = watching.status();
    expect(counts).toMatchObject({ lists: 1, errors: {}, relists: {}, events: { ADDED: 1 } });
    expect(counts.events.BOOKMARK).toBeGreaterThanOrEqual(1);
    const versions = watching.watches.map(({ query }) => query?.["resourceVersion"]);
    expect(new Set(versions).size).toBeGreaterThanOrEqual(2);
    expect(watching.seen()).toEqual(["present web"]);
  });

  test("that ended at its time is opened again at once: no error, no list, ready throughout", async () => {
    const { namespace, create } = await createConfigMaps(plane, "reopened");
    const watching = await startWatching({ ...ours, kubeconfig, namespaces: [namespace], timeoutMs: 2000 });
    await watching.synced;
    await expect.poll(() => watching.status().isReady, patience).toBe(true);
    const unready: string[] = [];
    await expect
      .poll(() => {
        const { isReady, state } = watching.status();
        if (!isReady) unready.push(state);
        return watching.watches.length;
      }, patience)
      .toBeGreaterThanOrEqual(4);
    await create("web");
    await expect.poll(watching.seen, patience).toEqual(["present web"]);
    expect(unready).toEqual([]);
    expect(watching.status().counts).toMatchObject({ lists: 1, errors: {} });
    expect(watching.logged.filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
  });

  test("from a version that the server has yet to reach is found out at its end, and everything is listed again", async () => {
    const { namespace, create } = await createConfigMaps(plane, "rollback");
    let isFirst = true;
    const watching = await startWatching({
      ...ours,
      kubeconfig,
      namespaces: [namespace],
      timeoutMs: 2000,
      // As after a restore from a backup: what was listed is ahead of what the server has.
      intercept: (connection) => ({
        ...connection,
        async request(request) {
          const answer = (await connection.request(request)) as { metadata: { resourceVersion: string } };
          if (isFirst) answer.metadata.resourceVersion = String(Number(answer.metadata.resourceVersion) + 1_000_000);
          isFirst = false;
          return answer;
        },
      }),
    });
    await watching.synced;
    await create("unheard");
    await expect.poll(watching.seen, patience).toEqual(["present unheard"]);
    expect(watching.sink.observations[0]).toMatchObject({ initial: false, missed: true });
    expect(watching.status().counts.relists).toEqual({ rollback: 1 });
    await create("heard");
    await expect.poll(watching.seen, patience).toEqual(["present unheard", "present heard"]);
    expect(watching.sink.observations[1]?.missed).toBe(false);
  });
});
