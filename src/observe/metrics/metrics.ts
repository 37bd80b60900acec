import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { ChainObserver } from "../../pipeline/chain/chain-observer.ts";
import { version } from "../../version.ts";
import type { HostStatus } from "../host-status.ts";
import { createBreakerMetrics } from "./breaker-metrics.ts";
import { createHandlerMetrics } from "./handler-metrics.ts";
import { createLaneMetrics } from "./lane-metrics.ts";
import { createReloadMetrics } from "./reload-metrics.ts";
import { createResourceMetrics } from "./resource-metrics.ts";
import { createStoreMetrics } from "./store-metrics.ts";

/** What is measured. */
export interface MetricsOptions {
  readonly status: () => HostStatus;
  /** The handlers' names. */
  readonly handlers: readonly string[];
  /** A resource that was not heard for longer is not ready. */
  readonly silenceLimitMs: number;
}

/** All metrics of one host. Documented in docs/operations.md. */
export interface Metrics {
  /** Counts what the chain tells it. */
  readonly observer: ChainObserver;
  /** Has series for these handlers, at 0 where they are new. */
  readonly expect: (handlers: readonly string[]) => void;
  /** Of what `render` gives. */
  readonly contentType: string;
  /** In Prometheus' text format, as it is now. */
  readonly render: () => Promise<string>;
}

/** Begins to measure, in a registry of its own. */
export function createMetrics({ status, handlers, silenceLimitMs }: MetricsOptions): Metrics {
  const registry = new Registry();
  createResourceMetrics(registry, () => status().resources, silenceLimitMs);
  const { observer, expect } = createHandlerMetrics(registry);
  expect(handlers);
  createBreakerMetrics(registry, () => status().breakers);
  createLaneMetrics(registry, () => status().lanes);
  createStoreMetrics(registry, status);
  createReloadMetrics(registry, () => status().reload);
  createBuildInfo(registry);
  collectDefaultMetrics({ register: registry });
  return {
    observer,
    expect,
    contentType: registry.contentType,
    render: () => registry.metrics(),
  };
}

function createBuildInfo(registry: Registry): void {
  const info = new Gauge({
    name: "kwatchman_build_info",
    help: "Always 1; what runs, as labels.",
    labelNames: ["version", "node"],
    registers: [registry],
  });
  info.set({ version, node: process.version }, 1);
}
