import type { ResourceStatus } from "../cluster/resource-watch.ts";
import type { BreakerStatus } from "../pipeline/chain/breaker/breaker-status.ts";
import type { LaneStats } from "../pipeline/lanes/lane-counts.ts";
import type { ReloadStatus } from "../reload/reload.ts";
import type { DeadLetterStats } from "../store/dead-letters.ts";
import type { StoreStatus } from "../store/store.ts";
import type { SwitchedOff } from "./switched-off.ts";

/** How the host is doing, as it is now. */
export interface HostStatus {
  /** "starting": nothing is watched yet. "stopping": nothing new is read any more. */
  readonly phase: "starting" | "running" | "stopping";
  /** In the configuration's order; empty while starting. */
  readonly resources: readonly ResourceStatus[];
  /** Of handlers that may still be called, those of the current chain last, in its order; empty while starting. */
  readonly breakers: readonly BreakerStatus[];
  /** Handlers of the current chain that are passed over. */
  readonly switchedOff: readonly SwitchedOff[];
  readonly lanes: LaneStats;
  /** undefined while starting. */
  readonly store: StoreStatus | undefined;
  readonly deadLetters: DeadLetterStats;
  readonly reload: ReloadStatus;
}

/** Before anything is watched. */
export const starting: HostStatus = {
  phase: "starting",
  resources: [],
  breakers: [],
  switchedOff: [],
  lanes: { waiting: 0, running: 0, paused: false, observed: 0, handled: 0, merged: 0 },
  store: undefined,
  deadLetters: { count: 0, oldestAt: undefined },
  reload: { generation: 1, problems: [] },
};
