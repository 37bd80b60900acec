import path from "node:path";
import { expect, test } from "vitest";
import { runKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { writeFiles } from "../docs/write-files.ts";
import { describeChart, readObjects, render, type RenderedObject } from "./helm/chart.ts";
import { valueSets } from "./value-sets.ts";

/** A kind of its own for each list of namespaces, so that none hides another. */
const namespacePatterns = [
  ["shop"],
  ["shop", "pay", "shop"],
  ["shop", "pay", "!pay"],
  ["shop", "!shop"],
  ["shop-a", "shop-b", "pay", "!shop-*"],
  ["shop-a", "shop-b", "pay", "!shop-?", "!p[a-c]y"],
  ["team-a", "team-b", "team-c", "!team-[!b]"],
  ["team-a", "team-b", "dev-team", "!{team-a,dev-*}"],
  ["a", "aa", "!a*a"],
  ["a", "aa", "!*"],
  ["!shop"],
  ["shop-*"],
  ["shop-*", "!shop-test"],
  ["{shop,pay}"],
  ["kube-system"],
  [],
];

const tables: Readonly<Record<string, object>> = {
  ...Object.fromEntries(
    Object.entries(valueSets).flatMap(([name, { config = {} }]) => [[`the config of ${name}`, config as object]]),
  ),
  "every form that namespaces can have": {
    resource: namespacePatterns.map((namespaces, index) => ({ kind: `kinds${index}.example.com`, namespaces })),
  },
  "every form that a kind can have": {
    resource: [
      { kind: "Deployment", namespaces: ["a"] },
      { kind: "DEPLOY", namespaces: ["b"] },
      { kind: "daemonsets.apps", namespaces: ["a"] },
      { kind: "statefulset.v1.apps", namespaces: ["a"] },
      { kind: "widgets.v1beta1.example.com", namespaces: ["a"] },
      { kind: "ingress", namespaces: ["a"] },
      { kind: "ing", apiVersion: "extensions/v1beta1", namespaces: ["a"] },
      { kind: "pod", apiVersion: "v1", namespaces: ["a"] },
      { kind: "gizmos.example.org", apiVersion: "example.org/v2", namespaces: ["a"] },
      { kind: "events.events.k8s.io" },
      { kind: "ev", namespaces: ["a"] },
      { kind: "ns", namespaces: ["a"] },
    ],
  },
  "the same in several places": {
    store: { kind: "memory" },
    resource: [
      { kind: "secret", namespaces: ["a"] },
      { kind: "secret", labelSelector: "x=y", namespaces: ["a", "b"] },
      { kind: "configmap", namespaces: ["a"] },
      { kind: "cm" },
      { kind: "namespace" },
      { kind: "pod", namespaces: ["a-*"] },
    ],
  },
};

describeChart("the chart's roles", () => {
  test.each(Object.entries(tables))("are those of `kwatchman rbac` for %s", async (_, config) => {
    const rendered = rolesIn(await render({ config }));
    expect(rendered).not.toEqual([]);
    expect(rendered).toEqual(rolesIn(await printed(config)));
  });

  test("are none for what cannot be told from the cluster, in both", async () => {
    const values = { config: { resource: [{ kind: "pod" }] }, rbac: { clusterIdentity: false } };
    const rendered = rolesIn(await render(values));
    expect(rendered).toEqual(rolesIn(await printed(values.config, "--no-cluster-identity")));
    expect(JSON.stringify(rendered)).not.toContain("kube-system");
  });

  test("are left to others on demand", async () => {
    expect(rolesIn(await render({ rbac: { create: false } }))).toEqual([]);
  });
});

async function printed(config: object, ...flags: readonly string[]): Promise<RenderedObject[]> {
  const cwd = await scratchFolder();
  const resource = [{ kind: "deployment" }, { kind: "service" }];
  await writeFiles(cwd, { "config.json": JSON.stringify({ resource, ...config }) });
  const args = ["rbac", "-c", path.join(cwd, "config.json"), "-s", "ops:kwatchman", ...flags];
  const { stdout, stderr } = await runKwatchman(args, { cwd });
  expect(stderr).toBe("");
  return readObjects(stdout);
}

/** Roles and bindings by place, without labels. */
function rolesIn(objects: readonly RenderedObject[]): object[] {
  return objects
    .filter(({ apiVersion }) => apiVersion.startsWith("rbac.authorization.k8s.io/"))
    .map(({ metadata: { name, namespace = "" }, ...members }) => ({ ...members, metadata: { name, namespace } }))
    .sort((one, other) => placeOf(one).localeCompare(placeOf(other)));
}

function placeOf({ kind, metadata }: Pick<RenderedObject, "kind" | "metadata">): string {
  return `${kind} ${metadata.namespace} ${metadata.name}`;
}
