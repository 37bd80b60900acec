import type { Logger } from "../../../sdk/index.ts";
import type { ResourceConfig, WatchConfig } from "../../config/config.ts";
import type { ObservationSink } from "../../pipeline/observation.ts";
import type { Store } from "../../store/store.ts";
import { systemClock, type Clock, type Random } from "../../time/clock.ts";
import type { Connection } from "../connection.ts";
import type { Discovery } from "../discovery.ts";
import { OutageLog } from "../outage-log.ts";

/** What is watched, by which means, and whom it tells. */
export interface ResourceWatchOptions {
  readonly resource: ResourceConfig;
  readonly connection: Connection;
  readonly discovery: Discovery;
  readonly watch: WatchConfig;
  readonly store: Pick<Store, "redactionKey" | "knownVersions" | "isListed">;
  readonly sink: ObservationSink;
  readonly log: Logger;
  /** Tells what hits many resources; shared by all of the host. @default one of its own */
  readonly outages?: OutageLog;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Objects in a page of a list. @default 500 */
  readonly pageSize?: number;
  /** @default the system's */
  readonly clock?: Clock;
  /** @default Math.random */
  readonly random?: Random;
}

/** The options with nothing left open. */
export type CompleteOptions = ResourceWatchOptions &
  Required<Pick<ResourceWatchOptions, "clock" | "random" | "outages">>;

export function completeOptions(options: ResourceWatchOptions): CompleteOptions {
  const { clock = systemClock, random = Math.random } = options;
  const { outages = new OutageLog({ ...options, clock }) } = options;
  return { ...options, clock, random, outages };
}
