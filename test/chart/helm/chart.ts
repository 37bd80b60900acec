import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { describe, inject } from "vitest";
import { parseAllDocuments } from "yaml";
import { projectRoot } from "../../cli/kwatchman-process.ts";
import { describeControlPlane } from "../../control-plane/index.ts";

export type Values = Readonly<Record<string, unknown>>;

/** An object that the chart makes. */
export interface RenderedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [member: string]: unknown;
}

export const chart = path.join(projectRoot, "charts/kwatchman");

const isMissing = inject("helm") === null;

/** A suite that needs Helm. Where there is none its tests count as skipped, and the run's first line says why. */
export const describeChart: (title: string, body: () => void) => void = isMissing ? describe.skip : describe;

/** A suite that needs Helm and an API server. */
export const describeChartInCluster: (title: string, body: () => void) => void = isMissing
  ? describe.skip
  : describeControlPlane;

/** Runs Helm with values, away from the user's own settings; rejects with its stderr. */
export async function helm(args: readonly string[], values: Values): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-helm-"));
  const env = { HELM_CACHE_HOME: folder, HELM_CONFIG_HOME: folder, HELM_DATA_HOME: folder };
  try {
    const input = JSON.stringify(values);
    const { stdout } = await execa(inject("helm") ?? "helm", [...args, "--values", "-"], { env, input });
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What a release would make, in namespace ops of a recent Kubernetes unless said otherwise. */
export async function render(
  values: Values,
  { namespace = "ops", kubernetes = "1.34" } = {},
): Promise<RenderedObject[]> {
  const flags = ["--namespace", namespace, "--kube-version", kubernetes];
  return readObjects(await helm(["template", "kwatchman", chart, ...flags], values));
}

/** The objects of a stream of YAML. */
export function readObjects(text: string): RenderedObject[] {
  return parseAllDocuments(text)
    .map((document): unknown => {
      if (document.errors.length > 0) throw new AggregateError(document.errors, "Expected YAML");
      return document.toJS();
    })
    .filter((object): object is RenderedObject => object !== null);
}
