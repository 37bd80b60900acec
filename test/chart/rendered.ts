import type { RenderedObject } from "./helm/chart.ts";

/** A pod, as far as tests look at it. */
export interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly [member: string]: unknown;
}

interface Volume {
  readonly name: string;
  readonly configMap?: { readonly name: string };
  readonly [source: string]: unknown;
}

export interface Container {
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly [member: string]: unknown;
}

/** The first object of a kind. */
export function find(objects: readonly RenderedObject[], kind: string): RenderedObject {
  const found = objects.find((object) => object.kind === kind);
  if (found === undefined) throw new Error(`Expected the chart to make a ${kind}`);
  return found;
}

/** The pod that the StatefulSet or Deployment makes. */
export function podOf(objects: readonly RenderedObject[]): PodSpec {
  return templateOf(objects).spec;
}

/** Its labels and annotations. */
export function podMetadata(objects: readonly RenderedObject[]): RenderedObject["metadata"] {
  return templateOf(objects).metadata;
}

function templateOf(objects: readonly RenderedObject[]): Pick<RenderedObject, "metadata"> & { readonly spec: PodSpec } {
  const workload = objects.find(({ kind }) => kind === "StatefulSet" || kind === "Deployment");
  return (workload as unknown as { spec: { template: ReturnType<typeof templateOf> } }).spec.template;
}

/** The configuration that the pod would find. */
export function configIn(objects: readonly RenderedObject[]): Readonly<Record<string, unknown>> {
  const { data } = find(objects, "ConfigMap") as unknown as { data: { "config.json": string } };
  return JSON.parse(data["config.json"]) as Readonly<Record<string, unknown>>;
}
