import { randomBytes } from "node:crypto";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { systemClock, type Clock } from "../../src/time/clock.ts";
import { connectControlPlane, describeControlPlane, type ControlPlaneClient } from "../control-plane/index.ts";
import { startEmbedded } from "./embedded.ts";
import { startWatching } from "./start-watching.ts";

const patience = { timeout: 45_000 };

/** Looks for what is not there yet every half second, and not every five to ten. */
const soon: Clock = {
  now: () => systemClock.now(),
  sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 500), signal),
};

/** A custom kind whose group nobody else uses. */
function widgetsOf(plane: ControlPlaneClient) {
  const group = `g${randomBytes(4).toString("hex")}.example.com`;
  const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  const body = {
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind: "Widget", plural: "widgets", singular: "widget", shortNames: ["wdg"] },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
  const removeDefinition = () => plane.request("DELETE", `${definitions}/widgets.${group}`);
  onTestFinished(async () => {
    await removeDefinition();
  });
  return {
    group,
    removeDefinition,
    createDefinition: () => plane.request("POST", definitions, { body }),
    /** Custom kinds are served some moments after they are defined. */
    create: async (namespace: string, name: string, members: object = {}) => {
      const path = `/apis/${group}/v1/namespaces/${namespace}/widgets`;
      const manifest = { apiVersion: `${group}/v1`, kind: "Widget", metadata: { name }, ...members };
      const created = async () => (await plane.request("POST", path, { body: manifest })).status;
      await expect.poll(created, patience).toBe(201);
    },
  };
}

/** While a definition is made or removed, the server may end a watch for a list; then all is as it was. */
function isNoRelist(message: string, index: number, all: readonly string[]): boolean {
  return message !== "listing again" && !(message === "watching again" && all[index - 1] === "listing again");
}

describeControlPlane("a custom kind", () => {
  let plane: ControlPlaneClient;
  let kubeconfig: string;
  beforeAll(async () => {
    plane = connectControlPlane();
    kubeconfig = await plane.writeKubeconfig();
  });

  test("that is defined after the start is waited for, said so once, and its objects are told as missed, not initial", async () => {
    const widgets = widgetsOf(plane);
    const watching = await startWatching({ kubeconfig, kind: `Widget.${widgets.group}`, clock: soon });
    await watching.synced;
    expect(watching.status()).toMatchObject({ state: "waiting", isReady: true, isSynced: false });
    expect(watching.status().reason).toContain(`the API server knows no kind "Widget.${widgets.group}"`);
    await widgets.createDefinition();
    const namespace = await plane.createNamespace("widgets");
    await widgets.create(namespace, "gear", { spec: { unheardOf: { deep: [1, null] } } });
    await expect.poll(watching.seen, patience).toEqual(["present gear"]);
    expect(watching.sink.observations[0]).toMatchObject({
      initial: false,
      object: { apiVersion: `${widgets.group}/v1`, kind: "Widget", spec: { unheardOf: { deep: [1, null] } } },
    });
    const said = watching.logged.filter(({ message }) => message === "waiting for the definition");
    expect(said).toHaveLength(1);
  });

  test("that is removed is waited for again; what was known stays until a list says otherwise", async () => {
    const widgets = widgetsOf(plane);
    await widgets.createDefinition();
    const namespace = await plane.createNamespace("widgets");
    await widgets.create(namespace, "gear");
    const watching = await startWatching({ kubeconfig, kind: "wdg", apiVersion: `${widgets.group}/v1`, clock: soon });
    await watching.synced;
    expect(watching.seen()).toEqual(["present gear"]);
    expect(watching.sink.observations[0]).toMatchObject({ initial: true });
    await widgets.removeDefinition();
    await expect.poll(() => watching.status(), patience).toMatchObject({ state: "waiting", isReady: true });
    await widgets.createDefinition();
    await widgets.create(namespace, "wheel");
    await expect.poll(watching.seen, patience).toEqual(["present gear", "gone gear", "present wheel"]);
    await expect
      .poll(() => watching.status(), patience)
      .toMatchObject({ state: "watching", isReady: true, objects: 1 });
  });

  test("that is removed again and again is said to be gone, waited for and watched each time", async () => {
    const widgets = widgetsOf(plane);
    await widgets.createDefinition();
    const watching = await startWatching({ kubeconfig, kind: `widgets.${widgets.group}`, clock: soon });
    await widgets.create(await plane.createNamespace("widgets"), "gear");
    await expect.poll(watching.seen, patience).toEqual(["present gear"]);
    const said = () => watching.logged.filter(({ level }) => level !== "debug").map(({ message }) => message);
    // A definition just made may be waited for, too, before it is served the first time.
    const told = () => said().slice(said().indexOf("synced")).filter(isNoRelist);
    const once = ["failing", "waiting for the definition", "watching again"];
    for (const soFar of [once, [...once, ...once]]) {
      await widgets.removeDefinition();
      await expect.poll(() => watching.status().state, patience).toBe("waiting");
      await widgets.createDefinition();
      await expect.poll(told, patience).toEqual(["synced", ...soFar]);
    }
  });

  test("that is renamed in the configuration, or never was, is a mistake when it has no group to wait for", async () => {
    const unknown = await startWatching({ kubeconfig, kind: "deploymint" });
    await expect(unknown.done).rejects.toMatchObject({
      code: "KW_KIND_UNKNOWN",
      message: 'the API server knows no kind "deploymint"; did you mean Deployment?',
    });
    const unwatchable = await startWatching({ kubeconfig, kind: "tokenreview" });
    await expect(unwatchable.done).rejects.toMatchObject({ code: "KW_KIND_NOT_WATCHABLE" });
  });
});

test("the seconds of a first list do not count how long its definition was waited for", async () => {
  const { cluster, kubeconfig } = await startEmbedded();
  let waitedMs = 0;
  const anHourAway: Clock = {
    now: () => Date.now() + waitedMs,
    sleep: async (ms, signal) => {
      await systemClock.sleep(Math.min(ms, 50), signal);
      if (ms > 2000) waitedMs += 3_600_000;
      if (waitedMs === 7_200_000) cluster.create(widgetDefinition);
    },
  };
  const watching = await startWatching({ kubeconfig, kind: "widgets.example.com", clock: anHourAway });
  const synced = () => watching.logged.find(({ message }) => message === "synced")?.fields;
  await expect.poll(synced, patience).toBeDefined();
  expect(synced()?.["seconds"]).toBeLessThan(7200);
});

const widgetDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { kind: "Widget", plural: "widgets", singular: "widget" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
};
