import type { Resource } from "../../../sdk/index.ts";
import {
  isHearing,
  type ReflectorCounts,
  type ReflectorState,
  type ReflectorStatus,
} from "../reflector/reflector-status.ts";

/** What a configured resource's watching has come to. */
export type ResourceState =
  /** The API server is being asked for the kind. */
  | "resolving"
  /** The API server does not serve the kind yet. */
  | "waiting"
  | ReflectorState;

/** How a configured resource is doing, as it is now. */
export interface ResourceStatus {
  /** The kind as written in the configuration. */
  readonly kind: string;
  /** What it stands for; undefined until that is known. */
  readonly resource: Resource | undefined;
  readonly state: ResourceState;
  /** Listed, watched and fresh in all its namespaces, or known to be absent: handlers would hear of a change. */
  readonly isReady: boolean;
  /** All that was there at the start has been handled. */
  readonly isSynced: boolean;
  /** Why it is not well, in words; "" when it is. */
  readonly reason: string;
  /** When the server was last heard about it, in milliseconds since the epoch: of several watches the oldest; undefined: never. */
  readonly lastContactAt: number | undefined;
  /** How many objects are known. */
  readonly objects: number;
  readonly counts: Readonly<ReflectorCounts>;
  /** Each watch: one for each named namespace, or one for all. */
  readonly reflectors: readonly ReflectorStatus[];
}

/** The worst first: a resource is doing as badly as the worst of its watches. */
const worstFirst: readonly ReflectorState[] = [
  "failing",
  "stale",
  "listing",
  "syncing",
  "paused",
  "reopening",
  "watching",
];

/** What several watches have come to together. */
export function summarise(
  reflectors: readonly ReflectorStatus[],
): Pick<ResourceStatus, "state" | "isReady" | "isSynced" | "reason" | "lastContactAt"> {
  const ranked = reflectors.toSorted((one, other) => worstFirst.indexOf(one.state) - worstFirst.indexOf(other.state));
  const contacts = reflectors.map(({ lastContactAt }) => lastContactAt).filter((time) => time !== undefined);
  return {
    state: ranked[0]?.state ?? "listing",
    isReady: reflectors.length > 0 && reflectors.every(isHearing),
    isSynced: reflectors.length > 0 && reflectors.every(({ isSynced }) => isSynced),
    reason: ranked.find(({ reason }) => reason !== "")?.reason ?? "",
    lastContactAt: contacts.length < reflectors.length ? undefined : Math.min(...contacts),
  };
}
