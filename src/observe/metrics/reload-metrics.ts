import { Gauge, type Registry } from "prom-client";
import type { ReloadStatus } from "../../reload/reload.ts";

/** Shows which generation of handlers is in place, and whether what is asked for is what runs. */
export function createReloadMetrics(registry: Registry, status: () => ReloadStatus): void {
  void new Gauge({
    name: "kwatchman_reload_generation",
    help: "Generations of handlers since the start; the first is 1.",
    registers: [registry],
    collect() {
      this.set(status().generation);
    },
  });
  void new Gauge({
    name: "kwatchman_reload_failing",
    help: "1 while something of the last reload was not taken over.",
    registers: [registry],
    collect() {
      this.set(Number(status().problems.length > 0));
    },
  });
}
