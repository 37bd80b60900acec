import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { loadConfiguration } from "../../src/registry/load-configuration.ts";
import { fixedKeys } from "../../src/reload/restart-needed.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { codeBlocks, readDocument } from "../docs/code-blocks.ts";
import { writeFiles } from "../docs/write-files.ts";
import { chart, describeChart, helm, render, type Values } from "./helm/chart.ts";
import { configIn, find, podMetadata, podOf } from "./rendered.ts";
import { valueSets } from "./value-sets.ts";

const sets = Object.entries(valueSets);

const documents = await Promise.all(["charts/kwatchman/README.md", "docs/getting-started.md"].map(readDocument));
const examples = documents.flatMap(codeBlocks).filter(({ language }) => language === "yaml");

describeChart("the chart", () => {
  test("is documented by examples of values, in each of the documents", () => {
    const places = new Set(examples.map(({ place }) => place.replace(/:\d+$/, "")));

    expect([...places]).toEqual(documents.map(({ file }) => file));
  });

  test.each(examples)("renders what is documented: $place", async ({ text }) => {
    expect(await render(parse(text) as Values)).not.toEqual([]);
  });

  test.each(sets)("with %s passes Helm's own checks", async (_, values) => {
    const said = await helm(["lint", "--strict", chart], values);
    expect(said).toContain("1 chart(s) linted, 0 chart(s) failed");
  });

  test.each(sets)("with %s names each object once and labels all of them", async (_, values) => {
    const objects = await render(values);
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`);
    expect(names.length).toBeGreaterThan(3);
    expect(new Set(names).size).toBe(names.length);
    for (const { metadata } of objects) {
      expect(metadata.labels).toMatchObject({
        "app.kubernetes.io/managed-by": "Helm",
        ...(values["commonLabels"] as object),
      });
    }
  });

  test.each([
    "its own values",
    "a memory store",
    "plain namespaces",
    "custom kinds, patterns and kinds in no namespace",
  ])("with %s renders a configuration that is right", async (name) => {
    const { config } = await loadConfiguration(await configFile(valueSets[name] ?? {}));
    expect(config.http.address).toEqual({ host: "0.0.0.0", port: 8080 });
  });

  test("whole numbers stay whole, and what the values say stands beside what the chart sets", async () => {
    const file = await configFile(valueSets["custom kinds, patterns and kinds in no namespace"] ?? {});
    const { config } = await loadConfiguration(file);
    expect(config).toMatchObject({
      cluster: "prod",
      maxPending: 1_000_000,
      retry: { attempts: 16, backoffMs: 500 },
      store: { kind: "sqlite", path: "/var/lib/kwatchman/kwatchman.db", deadLetters: { count: 500 } },
    });
  });

  test("a store that outlives the pod has a volume, one in memory a Deployment without", async () => {
    const persistent = await render({});
    const { volumeClaimTemplates } = find(persistent, "StatefulSet")["spec"] as { volumeClaimTemplates: object[] };
    expect(volumeClaimTemplates).toMatchObject([{ metadata: { name: "store" } }]);
    expect(podOf(persistent).containers[0]?.volumeMounts).toContainEqual({
      name: "store",
      mountPath: "/var/lib/kwatchman",
    });
    expect(persistent.map(({ kind }) => kind)).not.toContain("Deployment");

    const inMemory = await render({ config: { store: { kind: "memory" } } });
    expect(find(inMemory, "Deployment")["spec"]).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } });
    expect(JSON.stringify(inMemory)).not.toContain("/var/lib/kwatchman");
    expect(inMemory.map(({ kind }) => kind)).not.toContain("StatefulSet");
  });

  test("every volume that is mounted is there, and no other", async () => {
    for (const values of Object.values(valueSets)) {
      const objects = await render(values);
      const claimed = objects.some(({ spec }) => (spec as { volumeClaimTemplates?: [] })?.volumeClaimTemplates)
        ? ["store"]
        : [];
      const { volumes = [], containers } = podOf(objects);
      const mounted = containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));
      expect([...volumes.map(({ name }) => name), ...claimed].sort()).toEqual(mounted.sort());
    }
  });

  test("plugins of the values lie in the drop-in directory, each in a folder of its name", async () => {
    const objects = await render(valueSets["drop-in plugins"] ?? {});
    const { volumes = [], containers } = podOf(objects);
    const folders = (containers[0]?.volumeMounts ?? []).filter(({ mountPath }) => mountPath.includes("handlers.d"));
    const plugins = folders.map(({ name, mountPath }) => {
      const configMap = volumes.find((volume) => volume.name === name)?.configMap?.name;
      const made = objects.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === configMap);
      return [path.basename(mountPath), made === undefined ? configMap : Object.keys(made["data"] as object)];
    });
    expect(Object.fromEntries(plugins)).toEqual({
      hello: ["index.js", "plugin.toml"],
      Team_A: ["plugin.toml", "run.sh"],
      "team-a": ["plugin.toml", "run.sh"],
      "team-b": "team-b",
      "team-c": "team-c-plugin",
    });
    expect(configIn(objects)).toMatchObject({
      dropInDir: "/etc/kwatchman/handlers.d",
    });
  });

  test("the pod gets as long to stop as running handlers and plugins may take", async () => {
    const graceOf = async (drainTimeout: string) =>
      podOf(await render({ config: { drainTimeout } })).terminationGracePeriodSeconds;
    expect(podOf(await render({})).terminationGracePeriodSeconds).toBe(30);
    expect(await graceOf("1m30s")).toBe(95);
    expect(await graceOf("100ms")).toBe(6);
    expect(await graceOf("1.5s")).toBe(7);
  });

  test("the pod is made anew for a configuration that needs a restart, and for no other", async () => {
    const annotationsFor = async (config: object) => podMetadata(await render({ config })).annotations;
    const changes = {
      cluster: "prod",
      maxPending: 5,
      drainTimeout: "7s",
      watch: { timeout: "10s" },
      store: { maxDeadLetters: 5 },
    };
    // `http` has values of its own.
    expect([...Object.keys(changes), "http"].sort()).toEqual(Object.values(fixedKeys).sort());
    const before = await annotationsFor({});
    for (const [key, value] of Object.entries(changes))
      expect(await annotationsFor({ [key]: value })).not.toEqual(before);
    expect(podMetadata(await render({ http: { port: 9090 } })).annotations).not.toEqual(before);
    expect(await annotationsFor({ resource: [{ kind: "pod" }], handler: [{ name: "log" }] })).toEqual(before);
  });

  test("the test's pod is selected by nothing that selects the host", async () => {
    const objects = await render({ podDisruptionBudget: { enabled: true }, serviceMonitor: { enabled: true } });
    const { labels = {}, annotations } = find(objects, "Pod").metadata;
    expect(annotations).toMatchObject({ "helm.sh/hook": "test" });
    const { selector } = find(objects, "Service")["spec"] as { selector: Record<string, string> };
    expect(Object.entries(selector).every(([label, value]) => labels[label] === value)).toBe(false);
  });

  test.each<[string, Values, string]>([
    ["a key that is not there", { nope: 1 }, "additional properties 'nope' not allowed"],
    ["a key of the configuration that is not there", { config: { resorce: [] } }, "'resorce' not allowed"],
    ["what the chart sets", { config: { http: { address: "0.0.0.0:1" } } }, "'http' not allowed"],
    ["a duration that is none", { config: { drainTimeout: "soon" } }, "'/config/drainTimeout'"],
    ["two replicas", { replicas: 2 }, "'/replicas'"],
    [
      "a kind that is not Kubernetes' own without its group",
      { config: { resource: [{ kind: "widget" }] } },
      'config.resource[0]: Kubernetes itself brings no kind "widget": write it as its plural and group',
    ],
    [
      "a volume beside other drop-in plugins",
      { dropIns: { volume: { emptyDir: {} }, configMaps: [{ name: "team-b" }] } },
      "dropIns.volume is the whole drop-in directory",
    ],
  ])("refuses %s", async (_, values, message) => {
    await expect(render(values)).rejects.toThrow(message);
  });
});

async function configFile(values: Values): Promise<string> {
  const cwd = await scratchFolder();
  await writeFiles(cwd, { "config.json": JSON.stringify(configIn(await render(values))) });
  return path.join(cwd, "config.json");
}
