import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { KwatchmanEvent } from "../../sdk/index.ts";
import { type EmbeddedCluster, startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { quietHandler, setUpWorkplace, type Workplace } from "./host-run.ts";
import { startNarrowedServer } from "./narrowed-server.ts";

const configMaps = `[[resource]]\nkind = "configmap"\n${quietHandler}`;

let cluster: EmbeddedCluster;
let workplace: Workplace;
beforeEach(async () => {
  cluster = await startEmbeddedCluster({ legacyIngress: true });
  workplace = await setUpWorkplace();
});
afterEach(() => cluster.close());

function configMap(name: string, value: string, namespace = "default", labels: Record<string, string> = {}) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace, labels }, data: { value } };
}

/** What an event says, in short. */
function facts({ subject, data }: KwatchmanEvent) {
  const { action, initial, missed, finalStateKnown } = data;
  return { subject, action, initial, missed, finalStateKnown };
}

function bySubject(events: readonly KwatchmanEvent[]) {
  return events.map(facts).toSorted((one, other) => one.subject.localeCompare(other.subject));
}

const initialAdd = { action: "add", initial: true, missed: false, finalStateKnown: true };

describe("after a stop", () => {
  test("handlers get the net change, and nothing for what did not change", async () => {
    for (const name of ["same", "changed", "vanished", "replaced"]) cluster.create(configMap(name, "before"));
    const first = await workplace.start(cluster, configMaps);
    expect(bySubject(first.events)).toEqual(
      ["changed", "replaced", "same", "vanished"].map((name) => ({ subject: `default/${name}`, ...initialAdd })),
    );
    await first.stop();

    for (const value of ["between", "after"]) cluster.patch(configMap("changed", ""), { data: { value } });
    for (const name of ["vanished", "replaced"]) cluster.delete(configMap(name, ""));
    cluster.create(configMap("new", "after"));
    cluster.create(configMap("replaced", "after"));
    const second = await workplace.start(cluster, configMaps);
    const found = { initial: false, missed: true };
    expect(bySubject(second.events)).toEqual([
      { subject: "default/changed", action: "update", finalStateKnown: true, ...found },
      { subject: "default/new", action: "add", finalStateKnown: true, ...found },
      { subject: "default/replaced", action: "delete", finalStateKnown: false, ...found },
      { subject: "default/replaced", action: "add", finalStateKnown: true, ...found },
      { subject: "default/vanished", action: "delete", finalStateKnown: false, ...found },
    ]);
    const dataOf = (name: string) => second.events.find(({ subject }) => subject === `default/${name}`)?.data;
    expect(dataOf("changed")).toMatchObject({
      oldObject: { data: { value: "before" } },
      object: { data: { value: "after" } },
    });
    expect(dataOf("vanished")).toMatchObject({
      oldObject: { data: { value: "before" } },
      object: { data: { value: "before" } },
    });
    await second.stop();

    const third = await workplace.start(cluster, configMaps);
    expect(third.events).toEqual([]);
  });

  test("a Secret that did not change is no change, and its values are not in the file", async () => {
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "db" },
      stringData: { password: "hunter2-hunter2" },
    };
    cluster.create(secret);
    const config = `[[resource]]\nkind = "secret"\n${quietHandler}`;
    await (await workplace.start(cluster, config)).stop();
    const second = await workplace.start(cluster, config);
    expect(second.events).toEqual([]);
    cluster.patch({ ...secret }, { stringData: { password: "changed-changed" } });
    await expect.poll(() => second.events.map(facts), { timeout: 15_000 }).toMatchObject([{ action: "update" }]);
    await second.stop();
    expect(await contentOf(workplace.storePath)).not.toMatch(/hunter2|changed-changed|aHVudGVyM/);
  });

  test("in namespaces that are watched one by one, a namespace that vanished takes its objects with it", async () => {
    const narrowed = await startNarrowedServer(cluster.url, { forbiddenPath: "/api/v1/configmaps" });
    onTestFinished(() => narrowed.close());
    for (const name of ["shop-a", "shop-b"]) {
      cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
      cluster.create(configMap("web", "before", name));
    }
    const config = `[[resource]]\nkind = "configmap"\nnamespaces = ["shop-*"]\n${quietHandler}`;
    const first = await workplace.start(narrowed, config);
    expect(first.events).toHaveLength(2);
    await first.stop();

    cluster.delete(configMap("web", "", "shop-b"));
    cluster.delete({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop-b" } });
    const second = await workplace.start(narrowed, config);
    await expect
      .poll(() => second.events.map(facts), { timeout: 15_000 })
      .toEqual([{ subject: "shop-b/web", action: "delete", initial: false, missed: true, finalStateKnown: false }]);
  });
});

describe("no deletion and no change is", () => {
  test("another cluster behind the same file", async () => {
    cluster.create(configMap("web", "here"));
    await (await workplace.start(cluster, configMaps)).stop();
    const other = await startEmbeddedCluster();
    other.create(configMap("web", "there"));
    const there = await workplace.start(other, configMaps);
    expect(bySubject(there.events)).toEqual([{ subject: "default/web", ...initialAdd }]);
    await there.stop();
    await other.close();

    const back = await workplace.start(cluster, configMaps);
    expect(back.events).toEqual([]);
  });

  test("a resource that is taken out, nor one that comes back", async () => {
    cluster.create(configMap("web", "1"));
    const both = `[[resource]]\nkind = "service"\n${configMaps}`;
    await (await workplace.start(cluster, both)).stop();
    const without = await workplace.start(cluster, `[[resource]]\nkind = "service"\n${quietHandler}`);
    expect(without.events).toEqual([]);
    await without.stop();
    const back = await workplace.start(cluster, both);
    expect(back.events).toEqual([]);
  });

  test("a namespace that is taken out, nor one that comes in", async () => {
    for (const namespace of ["default", "kube-public"]) cluster.create(configMap("web", "1", namespace));
    const all = await workplace.start(cluster, configMaps);
    expect(all.events).toHaveLength(2);
    await all.stop();
    const inNamespaces = (namespaces: string) =>
      `[[resource]]\nkind = "configmap"\nnamespaces = ${namespaces}\n${quietHandler}`;
    for (const namespaces of ['["default"]', '["kube-public"]', '["kube-*"]', '["*"]', "[]"]) {
      const next = await workplace.start(cluster, inNamespaces(namespaces));
      expect({ namespaces, events: next.events }).toEqual({ namespaces, events: [] });
      await next.stop();
    }
  });

  test("a selector that is changed: its objects are listed for the first time", async () => {
    cluster.create(configMap("web", "1", "default", { tier: "web", team: "a" }));
    cluster.create(configMap("api", "1", "default", { tier: "api", team: "a" }));
    const selected = (selector: string) =>
      `[[resource]]\nkind = "configmap"\nlabelSelector = "${selector}"\n${quietHandler}`;
    await (await workplace.start(cluster, selected("tier=web"))).stop();
    const next = await workplace.start(cluster, selected("team=a"));
    expect(bySubject(next.events)).toEqual([
      { subject: "default/api", ...initialAdd },
      { subject: "default/web", ...initialAdd },
    ]);
  });

  test("whole objects instead of metadata, or the other way round: each is listed for the first time", async () => {
    cluster.create(configMap("web", "1"));
    const metadataOnly = `[[resource]]\nkind = "configmap"\nmetadataOnly = true\n${quietHandler}`;
    const first = await workplace.start(cluster, metadataOnly);
    expect(first.events[0]?.data.object).toMatchObject({ apiVersion: "v1", kind: "ConfigMap" });
    expect(first.events[0]?.data.object).not.toHaveProperty("data");
    await first.stop();
    const whole = await workplace.start(cluster, configMaps);
    expect(bySubject(whole.events)).toEqual([{ subject: "default/web", ...initialAdd }]);
    await whole.stop();
    for (const config of [metadataOnly, configMaps]) {
      const back = await workplace.start(cluster, config);
      expect(back.events).toEqual([]);
      await back.stop();
    }
  });

  test("an API group that moved", async () => {
    cluster.create({ apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "web" }, spec: {} });
    const config = `[[resource]]\nkind = "ingress"\n${quietHandler}`;
    const old = await startNarrowedServer(cluster.url, { withoutGroup: "networking.k8s.io" });
    const before = await workplace.start(old, config);
    expect(before.events.map(({ data }) => data.object.apiVersion)).toEqual(["extensions/v1beta1"]);
    await before.stop();
    await old.close();

    const after = await workplace.start(cluster, config);
    expect(after.host.status().resources[0]?.resource).toMatchObject({ group: "networking.k8s.io" });
    expect(after.events).toEqual([]);
  });
});

test("two entries that select one object each report it, before and after a restart", async () => {
  const entries = `[[resource]]\nkind = "configmap"\nlabelSelector = "tier=web"\n${configMaps}`;
  const web = configMap("web", "1", "default", { tier: "web" });
  cluster.create(web);
  const first = await workplace.start(cluster, entries);
  expect(first.events.map(facts)).toMatchObject([initialAdd, initialAdd]);
  await first.stop();

  cluster.patch(web, { data: { value: "2" } });
  const second = await workplace.start(cluster, entries);
  expect(second.events.map(({ data }) => [data.action, data.missed])).toEqual([
    ["update", true],
    ["update", true],
  ]);
});

async function contentOf(file: string): Promise<string> {
  return (await readFile(file)).toString("latin1");
}
