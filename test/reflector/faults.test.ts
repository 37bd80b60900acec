import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { fastClock } from "../../src/time/fixtures/fast-clock.ts";
import { startProxy } from "../control-plane/proxy.ts";
import { describeControlPlane, startControlPlane, viewer, type ControlPlane } from "../control-plane/index.ts";
import { createConfigMaps, ours } from "./config-maps.ts";
import { startWatching, type Watching } from "./start-watching.ts";

const patience = { timeout: 45_000 };
/** Pauses after failures stay short: it is not they that are looked at here. */
const usual = { ...ours, random: () => 0.1 };

async function untilReady(watching: Watching): Promise<void> {
  await expect.poll(() => watching.status(), patience).toMatchObject({ isReady: true });
}

describeControlPlane("whatever happens to the server, the reflector catches up:", () => {
  let plane: ControlPlane;
  let kubeconfig: string;
  beforeAll(async () => {
    plane = await startControlPlane();
    kubeconfig = await plane.writeKubeconfig();
  });
  afterAll(() => plane.stop());
  /** A server that starts again remembers nothing older than its newest version: let that be none of ours. */
  const moveOnElsewhere = () => plane.createNamespace("elsewhere");
  /** Resolves when all is well. */
  const watchThroughProxy = async (namespace: string, timeoutMs = 105_000) => {
    const proxy = await startProxy(plane.url);
    onTestFinished(() => proxy.close());
    const through = await plane.writeKubeconfig({ url: proxy.url });
    const watching = await startWatching({ ...usual, kubeconfig: through, namespaces: [namespace], timeoutMs });
    await watching.synced;
    await untilReady(watching);
    return { proxy, watching };
  };

  test("killed and started again, with nothing changed, it tells nothing, though the old version has expired", async () => {
    const { namespace, create } = await createConfigMaps(plane, "unchanged");
    await create("web");
    const watching = await startWatching({ ...usual, kubeconfig, namespaces: [namespace] });
    await watching.synced;
    await untilReady(watching);
    await moveOnElsewhere();
    await plane.killApiServer();
    await expect.poll(() => watching.status(), patience).toMatchObject({ state: "failing", isReady: false });
    expect(watching.status().reason).toMatch(/^configmaps: (the connection broke off|connection refused)/);
    await plane.startApiServer();
    await untilReady(watching);
    expect(watching.status().counts.relists).toEqual({ expired: 1 });
    expect(watching.seen()).toEqual(["present web"]);
  });

  test("killed, changed from elsewhere and started again, it tells exactly what changed, as missed", async () => {
    const configMaps = await createConfigMaps(plane, "changed");
    for (const name of ["same", "changed", "deleted"]) await configMaps.create(name);
    const { proxy, watching } = await watchThroughProxy(configMaps.namespace);
    await proxy.refuse(true);
    await moveOnElsewhere();
    await plane.killApiServer();
    await plane.startApiServer();
    await configMaps.patch("changed", { data: { a: "1" } });
    await configMaps.remove("deleted");
    await configMaps.create("new");
    watching.sink.clear();
    await proxy.refuse(false);
    await untilReady(watching);
    await expect.poll(watching.seen, patience).toEqual(["present changed", "present new", "gone deleted"]);
    expect(watching.sink.observations.every(({ missed, initial }) => missed && !initial)).toBe(true);
  });

  test("an object deleted and made again behind a cut connection is gone first, then there, with its new uid", async () => {
    const configMaps = await createConfigMaps(plane, "recreated");
    const old = await configMaps.create("web");
    const { proxy, watching } = await watchThroughProxy(configMaps.namespace);
    await proxy.refuse(true);
    proxy.cut();
    await configMaps.remove("web");
    const young = await configMaps.create("web");
    await plane.compact();
    await plane.killApiServer();
    await plane.startApiServer();
    watching.sink.clear();
    await proxy.refuse(false);
    await expect.poll(watching.seen, patience).toEqual(["gone web", "present web"]);
    const uids = watching.sink.observations.map(({ uid }) => uid);
    expect(uids).toEqual([old.metadata.uid, young.metadata.uid]);
  });

  test("cut, it goes on from where it was: what changed meanwhile comes from the watch, without a list", async () => {
    const configMaps = await createConfigMaps(plane, "cut");
    const { proxy, watching } = await watchThroughProxy(configMaps.namespace);
    await proxy.refuse(true);
    proxy.cut();
    await configMaps.create("web");
    await configMaps.remove("web");
    await configMaps.create("api");
    await proxy.refuse(false);
    await expect.poll(watching.seen, patience).toEqual(["present web", "gone web", "present api"]);
    expect(watching.sink.observations.some(({ missed }) => missed)).toBe(false);
    expect(watching.status().counts.lists).toBe(1);
  });

  test("frozen, it is stale within the bound, and hears again when the server thaws", async () => {
    const { namespace, create } = await createConfigMaps(plane, "frozen");
    // As fast as the system's: how long it waited is counted in pauses, for a slow machine takes longer for them.
    const clock = fastClock(1);
    const watching = await startWatching({ ...usual, kubeconfig, namespaces: [namespace], timeoutMs: 2000, clock });
    await watching.synced;
    await untilReady(watching);
    const before = clock.slept.length;
    plane.pauseApiServer();
    onTestFinished(() => plane.resumeApiServer());
    await expect.poll(() => watching.status(), patience).toMatchObject({ state: "stale", isReady: false });
    // 8/7 of 2 s, in whole seconds, and 5 s of patience; it looks every second, and once more for the log.
    const looks = clock.slept.slice(before).filter((ms) => ms === 1000);
    expect(looks.length).toBeLessThanOrEqual(3 + 5 + 1);
    plane.resumeApiServer();
    await create("web");
    await expect.poll(watching.seen, patience).toEqual(["present web"]);
    await untilReady(watching);
  });

  test("behind a network that swallows bytes, it is stale, and catches up on a new connection", async () => {
    const { namespace, create } = await createConfigMaps(plane, "half-open");
    const { proxy, watching } = await watchThroughProxy(namespace, 2000);
    proxy.stall();
    await create("web");
    await expect.poll(() => watching.status(), patience).toMatchObject({ state: "stale", isReady: false });
    proxy.resume();
    await expect.poll(watching.seen, patience).toEqual(["present web"]);
    await untilReady(watching);
  });

  test("compacted between two pages, a list begins again, and comes to its end", async () => {
    const configMaps = await createConfigMaps(plane, "compacted");
    const names = Array.from({ length: 30 }, (_, index) => `web-${index}`);
    for (const name of names) await configMaps.create(name);
    let requests = 0;
    const watching = await startWatching({
      ...usual,
      kubeconfig,
      namespaces: [configMaps.namespace],
      pageSize: 10,
      intercept: (connection) => ({
        ...connection,
        async request(request) {
          requests += 1;
          if (requests === 2) {
            await configMaps.patch("web-0", { data: { a: "1" } });
            await plane.compact();
          }
          return connection.request(request);
        },
      }),
    });
    await watching.synced;
    expect(new Set(watching.seen())).toEqual(new Set(names.map((name) => `present ${name}`)));
    const begun = watching.lists.filter(({ query }) => query?.["continue"] === undefined);
    expect(begun.length).toBeGreaterThanOrEqual(2);
  });

  test("not allowed any more, it says who may not do what, and resumes when it is allowed again", async () => {
    const { namespace, create } = await createConfigMaps(plane, "forbidden");
    const allow = () => plane.kubectl("create", "rolebinding", "view", "--role=view", "--user=viewer", "-n", namespace);
    await plane.kubectl("create", "role", "view", "--verb=list,watch", "--resource=configmaps", "-n", namespace);
    await allow();
    const asViewer = await plane.writeKubeconfig({ token: viewer.token });
    const options = { ...usual, kubeconfig: asViewer, namespaces: [namespace], timeoutMs: 2000 };
    const watching = await startWatching(options);
    await watching.synced;
    await untilReady(watching);
    await plane.kubectl("delete", "rolebinding", "view", "-n", namespace);
    await expect
      .poll(() => watching.status(), patience)
      .toMatchObject({
        state: "failing",
        isReady: false,
        reason: expect.stringContaining(`configmaps: forbidden: the user viewer may not watch configmaps in namespace`),
      });
    await create("web");
    await allow();
    await expect.poll(watching.seen, patience).toEqual(["present web"]);
    await untilReady(watching);
  });
});
