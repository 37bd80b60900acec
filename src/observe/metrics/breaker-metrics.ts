import { Counter, Gauge, type Registry } from "prom-client";
import type { BreakerState, BreakerStatus } from "../../pipeline/chain/breaker/breaker-status.ts";

const states: readonly BreakerState[] = ["closed", "open", "half-open"];

/** Shows how each handler's breaker is doing. One that a reload has replaced adds to the figures of the one in its place. */
export function createBreakerMetrics(registry: Registry, breakers: () => readonly BreakerStatus[]): void {
  const registers = [registry];
  const labelNames = ["handler"] as const;
  const counter = (name: string, help: string, read: (breaker: BreakerStatus) => number): void => {
    const collect = function (this: Counter<"handler">): void {
      this.reset();
      for (const breaker of breakers()) this.inc({ handler: breaker.handler }, read(breaker));
    };
    void new Counter({ name, help, labelNames, registers, collect });
  };

  void new Gauge({
    name: "kwatchman_breaker_state",
    help: "1 for the state that the breaker is in, else 0.",
    labelNames: ["handler", "state"],
    registers,
    collect() {
      this.reset();
      for (const { handler, state: present } of breakers()) {
        for (const state of states) this.set({ handler, state }, Number(state === present));
      }
    },
  });
  void new Gauge({
    name: "kwatchman_breaker_waiting_events",
    help: "Events that wait for the breaker.",
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const { handler, waiting } of breakers()) this.inc({ handler }, waiting);
    },
  });
  counter("kwatchman_breaker_openings_total", "Times that the breaker opened.", ({ openings }) => openings);
  counter("kwatchman_breaker_skipped_events_total", "Events the handler was left out for.", ({ skipped }) => skipped);
}
