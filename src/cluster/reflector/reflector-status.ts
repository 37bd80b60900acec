import type { ErrorCode } from "../../errors/catalogue.ts";
import type { WatchEvent } from "./watch-event.ts";

/** What a reflector is doing. */
export type ReflectorState =
  /** Reading the list, for the first time or again. */
  | "listing"
  /** The watch is open; what the first list found is still being handled. */
  | "syncing"
  | "watching"
  /** A watch ended at its time, the next one is being opened. */
  | "reopening"
  /** The lanes are full: reading waits for them. */
  | "paused"
  /** Nothing was heard in time. */
  | "stale"
  /** The server cannot be reached or refuses. */
  | "failing";

/** Why everything was listed again. */
export type RelistReason =
  /** The server has forgotten the version that was known (410). */
  | "expired"
  /** Watches from that version ended again and again without a word. */
  | "fruitless"
  /** The server is behind what was known: it was restored from a backup. */
  | "rollback";

/** What has happened so far; only ever grows. */
export interface ReflectorCounts {
  /** Lists begun, of any number of pages. */
  lists: number;
  /** Watches opened. */
  watches: number;
  relists: Partial<Record<RelistReason, number>>;
  errors: Partial<Record<ErrorCode, number>>;
  events: Partial<Record<WatchEvent["type"], number>>;
}

export function emptyCounts(): ReflectorCounts {
  return { lists: 0, watches: 0, relists: {}, errors: {}, events: {} };
}

/** Adds one to a count by name. */
export function countUp<Name extends string>(counts: Partial<Record<Name, number>>, name: Name): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** The state of one reflector, as it is now: read it, do not keep it. */
export interface ReflectorStatus {
  /** The watched namespace; "*" or the patterns when one watch covers several, "" for cluster-scoped kinds. */
  readonly namespace: string;
  readonly state: ReflectorState;
  /** The first list has been handled; it stays true. */
  readonly isSynced: boolean;
  /** Why it is not well, in words; "" when it is. */
  readonly reason: string;
  /** When the server was last heard, in milliseconds since the epoch; undefined: never. */
  readonly lastContactAt: number | undefined;
}

/** Whether handlers can be sure to hear of a change: promise of readiness. */
export function isHearing({ state, isSynced }: Pick<ReflectorStatus, "state" | "isSynced">): boolean {
  return isSynced && (state === "watching" || state === "reopening" || state === "paused");
}
