import type { ResourceStatus } from "../cluster/resource-watch.ts";
import type { LaneStats } from "../pipeline/lanes.ts";

/** How the host is doing, as it is now. */
export interface HostStatus {
  /** "starting": nothing is watched yet. "stopping": nothing new is read any more. */
  readonly phase: "starting" | "running" | "stopping";
  /** In the configuration's order; empty while starting. */
  readonly resources: readonly ResourceStatus[];
  readonly lanes: LaneStats;
}

/** Before anything is watched. */
export const starting: HostStatus = {
  phase: "starting",
  resources: [],
  lanes: { waiting: 0, running: 0, paused: false, observed: 0, handled: 0, merged: 0 },
};
