import { Counter, Gauge, type Registry } from "prom-client";
import type { ResourceStatus } from "../../cluster/resource-watch.ts";
import { judgeResource, type ResourceReadiness } from "../health/readiness.ts";

type Counts = ResourceStatus["counts"];

/** So that these are there from the start, at 0. */
const noRelists: Required<Counts["relists"]> = { expired: 0, fruitless: 0, rollback: 0 };

/**
 * Shows how each configured resource is doing, by its kind as written. Entries of the same kind share their series: counts
 * and objects are added up, of readiness and contact the worst is shown.
 */
export function createResourceMetrics(
  registry: Registry,
  resources: () => readonly ResourceStatus[],
  silenceLimitMs: number,
): void {
  const registers = [registry];

  const gauge = (
    name: string,
    help: string,
    read: (resource: ResourceReadiness) => number | undefined,
    join: (one: number, other: number) => number,
  ): void => {
    const labelNames = ["resource"] as const;
    const collect = function (this: Gauge<"resource">): void {
      this.reset();
      const now = Date.now();
      const judged = resources().map((resource) => judgeResource(resource, now, silenceLimitMs));
      for (const [resource, value] of byKind(judged, read, join)) this.set({ resource }, value);
    };
    void new Gauge({ name, help, labelNames, registers, collect });
  };

  const counter = (name: string, help: string, read: (counts: Counts) => number): void => {
    const labelNames = ["resource"] as const;
    const collect = function (this: Counter<"resource">): void {
      this.reset();
      for (const { kind, counts } of resources()) this.inc({ resource: kind }, read(counts));
    };
    void new Counter({ name, help, labelNames, registers, collect });
  };

  const counterBy = (
    label: string,
    name: string,
    help: string,
    read: (counts: Counts) => Readonly<Record<string, number>>,
  ): void => {
    const collect = function (this: Counter): void {
      this.reset();
      for (const { kind, counts } of resources()) {
        for (const [value, count] of Object.entries(read(counts))) this.inc({ resource: kind, [label]: value }, count);
      }
    };
    void new Counter({ name, help, labelNames: ["resource", label], registers, collect });
  };

  gauge("kwatchman_resource_ready", "1 when it is ready, else 0.", ({ isReady }) => Number(isReady), Math.min);
  gauge("kwatchman_resource_objects", "Objects known.", ({ objects }) => objects, sum);
  gauge(
    "kwatchman_resource_contact_age_seconds",
    "Seconds since the API server was last heard about it.",
    ({ secondsSinceContact }) => secondsSinceContact,
    Math.max,
  );
  counter("kwatchman_resource_lists_total", "Lists begun, of any number of pages.", ({ lists }) => lists);
  counter("kwatchman_resource_watches_total", "Watches opened.", ({ watches }) => watches);
  counterBy("reason", "kwatchman_resource_relists_total", "Times that all had to be listed again.", ({ relists }) => ({
    ...noRelists,
    ...relists,
  }));
  counterBy("code", "kwatchman_resource_errors_total", "Requests that failed.", ({ errors }) => errors);
  counterBy("type", "kwatchman_resource_events_total", "Watch events read.", ({ events }) => events);
}

function byKind(
  resources: readonly ResourceReadiness[],
  read: (resource: ResourceReadiness) => number | undefined,
  join: (one: number, other: number) => number,
): Map<string, number> {
  const joined = new Map<string, number>();
  for (const resource of resources) {
    const value = read(resource);
    const earlier = joined.get(resource.kind);
    if (value !== undefined) joined.set(resource.kind, earlier === undefined ? value : join(earlier, value));
  }
  return joined;
}

function sum(one: number, other: number): number {
  return one + other;
}
