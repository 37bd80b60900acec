import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Ajv } from "ajv";
import { execa } from "execa";
import { beforeAll, expect, test } from "vitest";
import { connectControlPlane, type ControlPlaneClient, kubectlArguments } from "../control-plane/index.ts";
import { programPath } from "../control-plane/programs.ts";
import { describeChart, describeChartInCluster, render, type RenderedObject } from "./helm/chart.ts";
import podDisruptionBudget from "./schemas/poddisruptionbudget.json" with { type: "json" };
import prometheusRule from "./schemas/prometheusrule.json" with { type: "json" };
import serviceMonitor from "./schemas/servicemonitor.json" with { type: "json" };
import { find, podOf } from "./rendered.ts";
import { valueSets } from "./value-sets.ts";

/** What it does not serve, and what is served by the Prometheus operator alone: checked against schemas of our own keeping. */
const storedSchemas: Readonly<Record<string, object>> = {
  "policy/v1 PodDisruptionBudget": podDisruptionBudget,
  "monitoring.coreos.com/v1 PrometheusRule": prometheusRule,
  "monitoring.coreos.com/v1 ServiceMonitor": serviceMonitor,
};
const needsStoredSchema = ({ apiVersion, kind }: RenderedObject) => `${apiVersion} ${kind}` in storedSchemas;

const sets = Object.entries(valueSets);

describeChartInCluster("what the chart makes", () => {
  let plane: ControlPlaneClient;
  /** By the name of a value set. */
  const made: Record<string, { readonly objects: RenderedObject[]; readonly items: RenderedObject[] }> = {};
  let known: string[] = [];
  let unknown = "";

  // One kubectl looks for members that are not there: it reads first what there is, which takes seconds.
  beforeAll(async () => {
    plane = connectControlPlane();
    const namespace = await plane.createNamespace("chart");
    const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-server-side-"));
    const files = await Promise.all(
      sets.map(async ([name, values], index) => {
        const objects = await render(values, { namespace, kubernetes: "1.20" });
        const served = objects.filter((object) => !needsStoredSchema(object));
        const items = [...served, podByItself(objects, namespace)].map((object) => madeWith(name, object));
        made[name] = { objects, items };
        const file = path.join(folder, `${index}.json`);
        await writeFile(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
        return file;
      }),
    );
    const shown = ["-o", `jsonpath={.metadata.annotations.made-with}{"\\n"}`];
    const args = ["create", "--dry-run=client", "--validate", ...shown, ...files.flatMap((file) => ["-f", file])];
    const said = await execa(programPath("kubectl"), kubectlArguments(plane.kubeconfigFile, args), { reject: false });
    known = said.stdout.split("\n");
    unknown = said.stderr;
    return () => rm(folder, { recursive: true });
  });

  test.each(sets.map(([name]) => name))(
    "with %s is taken by Kubernetes 1.20, but for what the Prometheus operator serves",
    async (name) => {
      const { objects = [], items = [] } = made[name] ?? {};
      expect(items).not.toEqual([]);
      const areKnown = known.filter((annotation) => annotation === name).length === items.length;
      const refusals = await Promise.all(items.map((item) => refusalOf(plane, item)));
      expect([...(areKnown ? [] : [unknown]), ...refusals.flat()]).toEqual([]);
      const left = objects.filter(needsStoredSchema).map(({ kind }) => kind);
      expect(left.filter((kind) => !["PrometheusRule", "ServiceMonitor"].includes(kind))).toEqual([]);
    },
  );
});

describeChart("what the chart makes", () => {
  test("that Kubernetes 1.20 or any without the Prometheus operator lacks fits the stored schemas", async () => {
    const objects = await render(valueSets["everything that is off, on"] ?? {});
    const others = objects.filter(needsStoredSchema);
    expect(others.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`).sort()).toEqual(
      Object.keys(storedSchemas).sort(),
    );
    for (const object of others) expect(mistakesIn(object)).toEqual([]);
  });

  test("would not fit them with a key that is not there", async () => {
    const monitor = find(await render({ serviceMonitor: { enabled: true } }), "ServiceMonitor");
    expect(mistakesIn({ ...monitor, spec: { ...(monitor["spec"] as object), endpionts: [] } })).toHaveLength(1);
  });
});

/** Of a StatefulSet's pod the API server checks less than of a pod. */
function podByItself(objects: readonly RenderedObject[], namespace: string): RenderedObject {
  const { volumes = [], ...spec } = podOf(objects);
  const hasStore = volumes.some(({ name }) => name === "store");
  const metadata = { name: "pod-by-itself", namespace };
  const withStore = hasStore ? volumes : [...volumes, { name: "store", emptyDir: {} }];
  return { apiVersion: "v1", kind: "Pod", metadata, spec: { ...spec, volumes: withStore } };
}

/** The object, with the value set's name on it. */
function madeWith(name: string, object: RenderedObject): RenderedObject {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, annotations: { ...metadata.annotations, "made-with": name } } };
}

/** What the server says against making it; empty: nothing. */
async function refusalOf(plane: ControlPlaneClient, object: RenderedObject): Promise<string[]> {
  const { apiVersion, kind, metadata } = object;
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const { resources } = (await plane.request("GET", group)).json() as {
    resources: { kind: string; name: string; namespaced: boolean }[];
  };
  const resource = resources.find(({ kind: served, name }) => served === kind && !name.includes("/"));
  if (resource === undefined) return [`There is no ${kind} in ${apiVersion}`];
  const place = resource.namespaced ? `${group}/namespaces/${metadata.namespace}` : group;
  const { status, text } = await plane.request("POST", `${place}/${resource.name}?dryRun=All`, { body: object });
  return status === 201 ? [] : [text];
}

function mistakesIn(object: RenderedObject): object[] {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const validate = ajv.compile(closed(storedSchemas[`${object.apiVersion} ${object.kind}`] ?? {}));
  return validate(object) ? [] : (validate.errors ?? []);
}

/** The API server drops members that it does not know; here they are mistakes. */
function closed(schema: object): object {
  const members = Object.entries(schema).map(([key, value]: [string, unknown]) => [key, closedValue(value)]);
  const rest = Object.fromEntries(members) as object;
  return "properties" in schema && !("additionalProperties" in schema)
    ? { ...rest, additionalProperties: false }
    : rest;
}

function closedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closedValue);
  return typeof value === "object" && value !== null ? closed(value) : value;
}
