import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { isBuiltInGroup } from "../../src/cluster/discovery/built-in-groups.ts";
import { builtInKinds } from "../../src/cluster/discovery/built-in-kinds.ts";
import { qualifiedName } from "../../src/cluster/discovery/served-resource.ts";
import { connectControlPlane, describeControlPlane } from "../control-plane/index.ts";
import { writeFiles } from "../docs/write-files.ts";
import { runKwatchman } from "./kwatchman-process.ts";
import { scratchFolder } from "./scratch-folder.ts";

test("it needs neither a cluster nor the secrets and plugins of the configuration", async () => {
  const { code, objects } = await rbac({
    config: `[[resource]]
kind = "deploy"
namespaces = ["shop"]
[[handler]]
name = "not-here"
token = { env = "NOT_SET" }
`,
    args: ["-s", "ops:watcher", "--no-cluster-identity"],
  });

  expect(code).toBe(0);
  const metadata = { name: "ops:watcher", namespace: "shop" };
  expect(objects).toEqual([
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata,
      rules: [{ apiGroups: ["apps"], resources: ["deployments"], verbs: ["list", "watch"] }],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "ops:watcher" },
      subjects: [{ kind: "ServiceAccount", name: "watcher", namespace: "ops" }],
    },
  ]);
});

test("-n counts as it does for run", async () => {
  const { objects } = await rbac({ config: '[[resource]]\nkind = "pod"\n', args: ["-n", "shop"] });
  expect(places(objects)).toEqual(["Role shop", "Role kube-system"].sort());
});

test.each([
  { store: 'kind = "sqlite"', expected: ["ClusterRole ", "Role kube-system"] },
  { store: 'kind = "memory"', expected: ["ClusterRole "] },
])("the cluster's identity is needed by what outlives the process: $store", async ({ store, expected }) => {
  const { objects } = await rbac({ config: `[[resource]]\nkind = "pod"\n[store]\n${store}\n` });
  expect(places(objects)).toEqual(expected);
});

test("a configuration that watches nothing is a mistake", async () => {
  const { code, stderr } = await rbac({ config: '[[handler]]\nname = "log"\n' });
  expect(stderr).toContain("error KW_CONFIG_EMPTY: Expected at least one `resource`, got none in config.toml");
  expect(code).toBe(2);
});

test("--ask-cluster finds a custom kind by any of its names, and whether it is in namespaces", async () => {
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  cluster.createDefinition({
    group: "example.com",
    kind: "Widget",
    plural: "widgets",
    versions: ["v1"],
    namespaced: false,
  });
  const { stdout, objects } = await rbac({
    config: '[[resource]]\nkind = "widget"\nnamespaces = ["shop"]\n[[resource]]\nkind = "gizmos.example.org"\n',
    args: ["--no-cluster-identity", "--ask-cluster", "-k", "kubeconfig"],
    prepare: (folder) => cluster.writeKubeconfig(path.join(folder, "kubeconfig")),
  });
  expect(places(objects)).toEqual(["ClusterRole "]);
  expect(stdout).toContain("widgets");
  expect(stdout).toContain("gizmos");
});

describeControlPlane("the table of built-in kinds", () => {
  test("has every kind of the API server's own that can be watched, by the same names", async () => {
    const plane = connectControlPlane();
    const table = await plane.kubectl("api-resources", "--verbs=list,watch", "--no-headers");
    const served = table.split("\n").map((line) => {
      const columns = line.trim().split(/\s+/);
      const [plural = "", shortNames = ""] = [columns[0], columns.length === 5 ? columns[1] : undefined];
      const [apiVersion = "", namespaced, kind = ""] = columns.slice(-3);
      const [group = ""] = apiVersion.includes("/") ? apiVersion.split("/") : [""];
      const names = [kind.toLowerCase(), plural, ...shortNames.split(",").filter(Boolean)];
      return { group, plural, namespaced: namespaced === "true", names: [...new Set(names)] };
    });
    const own = served.filter(({ group }) => isBuiltInGroup(group));
    const known = new Map(builtInKinds.map((kind) => [qualifiedName(kind), kind]));

    expect(own.length).toBeGreaterThan(40);
    for (const kind of own) expect(known.get(qualifiedName(kind))).toEqual(kind);
  });
});

interface RbacRun {
  readonly config: string;
  readonly args?: readonly string[];
  readonly prepare?: (folder: string) => Promise<unknown>;
}

interface PrintedObject {
  readonly kind: string;
  readonly metadata: { readonly namespace?: string };
}

async function rbac({ config, args = [], prepare }: RbacRun) {
  const cwd = await scratchFolder();
  await writeFiles(cwd, { "config.toml": config });
  await prepare?.(cwd);
  const result = await runKwatchman(["rbac", ...args], { cwd });
  const objects = parseAllDocuments(result.stdout).map((document) => document.toJS() as PrintedObject);
  return { ...result, objects };
}

/** The kinds and namespaces of roles. */
function places(objects: readonly PrintedObject[]): string[] {
  return objects
    .filter(({ kind }) => !kind.endsWith("Binding"))
    .map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ""}`)
    .sort();
}
