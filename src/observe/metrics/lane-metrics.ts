import { Counter, Gauge, type Registry } from "prom-client";
import type { LaneStats } from "../../pipeline/lanes/lane-counts.ts";

/** Shows how full the lanes are. */
export function createLaneMetrics(registry: Registry, stats: () => LaneStats): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: (stats: LaneStats) => number): void => {
    const collect = function (this: Gauge): void {
      this.set(read(stats()));
    };
    void new Gauge({ name, help, registers, collect });
  };
  const counter = (name: string, help: string, read: (stats: LaneStats) => number): void => {
    const collect = function (this: Counter): void {
      this.reset();
      this.inc(read(stats()));
    };
    void new Counter({ name, help, registers, collect });
  };

  gauge("kwatchman_lanes_waiting_changes", "Observed changes that wait for their turn.", ({ waiting }) => waiting);
  gauge("kwatchman_lanes_running_changes", "Changes on their way through the handlers.", ({ running }) => running);
  gauge("kwatchman_lanes_paused", "1 while reading waits because the lanes are full.", ({ paused }) => Number(paused));
  counter("kwatchman_lanes_observed_changes_total", "Changes observed.", ({ observed }) => observed);
  counter("kwatchman_lanes_handled_changes_total", "Observed changes that were handled.", ({ handled }) => handled);
  counter("kwatchman_lanes_merged_changes_total", "Those handled as part of a later one.", ({ merged }) => merged);
}
