import type { SeenEvent } from "../faults/checking/history.ts";
import type { Snapshot } from "./snapshot.ts";

/** One run of a host, from its start to its kill. Times are in milliseconds since the epoch. */
export interface Life {
  readonly startedAt: number;
  readonly endedAt: number;
  /** What the store's file had at its start. */
  readonly before: Snapshot;
  /** What the last handler of the chain was told. */
  readonly seen: readonly SeenEvent[];
  /** The events that the `once` handler was called for. */
  readonly posted: readonly string[];
}
