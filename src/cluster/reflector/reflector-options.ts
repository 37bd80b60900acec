import type { Logger, Resource } from "../../../sdk/index.ts";
import type { WatchConfig } from "../../config/config.ts";
import type { ObservationSink } from "../../pipeline/observation.ts";
import type { Scope } from "../../store/store.ts";
import type { Clock, Random } from "../../time/clock.ts";
import type { Connection } from "../connection.ts";
import type { OutageMember } from "../outage-log.ts";
import type { KnownVersions } from "./known-versions.ts";
import type { ReflectorCounts } from "./reflector-status.ts";

/** What a reflector mirrors, and whom it tells. */
export interface ReflectorOptions {
  readonly connection: Connection;
  readonly resource: Resource;
  readonly scope: Scope;
  /** The namespace to list and watch; undefined: all, or the kind has none. */
  readonly namespace: string | undefined;
  /** Which namespaces' objects count, where all are listed and watched. */
  readonly accepts: (namespace: string) => boolean;
  /** labelSelector and fieldSelector, as far as there are any. */
  readonly selectors: Readonly<Record<string, string>>;
  /** Whether only apiVersion, kind and metadata of objects are asked for and handed on. */
  readonly metadataOnly: boolean;
  readonly watch: WatchConfig;
  /** Objects in a page of a list. @default 500 */
  readonly pageSize?: number;
  /** Whether what the first list finds, and nobody knows, was there before anybody looked. */
  readonly isInitial: boolean;
  readonly whenForbidden: WhenForbidden;
  readonly known: KnownVersions;
  /** Shared by all reflectors of a resource, those that have ended included. */
  readonly counts: ReflectorCounts;
  readonly redactionKey: Buffer;
  /** Called whenever a watch turns out to last, with the time at which it was opened. */
  readonly onWatching?: (openedAt: number) => void;
  readonly sink: ObservationSink;
  readonly log: Logger;
  /** Where it says what it fails by as all others do. */
  readonly outage: OutageMember;
  readonly clock: Clock;
  readonly random: Random;
}

/** What a 403 does: it ends the reflector where there is another way to go, otherwise it is one failure among others. */
export type WhenForbidden = "ends" | "ends-unless-listed" | "goes-on";

/** Why a reflector ended. Nothing else ends it. */
export type ReflectorEnd = "stopped" | "not-found" | "forbidden";
