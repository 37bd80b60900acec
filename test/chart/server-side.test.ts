import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { connectControlPlane } from "../control-plane/index.ts";
import { runKubectl } from "../control-plane/kubectl.ts";
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
  test.each(sets)(
    "with %s is taken by Kubernetes 1.20, but for what the Prometheus operator serves",
    async (_, values) => {
      const plane = connectControlPlane();
      const namespace = await plane.createNamespace("chart");
      const objects = await render(values, { namespace, kubernetes: "1.20" });
      const served = objects.filter((object) => !needsStoredSchema(object));
      const items = [...served, podByItself(objects, namespace)];
      const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });

      const said = await runKubectl(
        plane.kubeconfigFile,
        ["create", "--dry-run=server", "--validate", "-f", "-"],
        list,
      );

      expect(said.split("\n").filter((line) => line.endsWith("created (server dry run)"))).toHaveLength(items.length);
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
function podByItself(objects: readonly RenderedObject[], namespace: string): object {
  const { volumes = [], ...spec } = podOf(objects);
  const hasStore = volumes.some(({ name }) => name === "store");
  const metadata = { name: "pod-by-itself", namespace };
  const withStore = hasStore ? volumes : [...volumes, { name: "store", emptyDir: {} }];
  return { apiVersion: "v1", kind: "Pod", metadata, spec: { ...spec, volumes: withStore } };
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
