import type { HandlerResult } from "../../sdk/index.ts";
import type { DeadLetters } from "./dead-letters.ts";

/** Whose baselines: those of one cluster, one resource entry as written, and one watched namespace. */
export interface Scope {
  /** kube-system's uid, else a hash of the server's URL and CA. */
  readonly cluster: string;
  /** kind, apiVersion and selectors as the configuration has them. */
  readonly entry: string;
  /** The watched namespace; "*" when one watch covers all of them, "" for cluster-scoped kinds. */
  readonly namespace: string;
}

/** An object as handlers last saw it. */
export interface Baseline {
  readonly uid: string;
  readonly resourceVersion: string;
  /** The manifest as JSON text: what is kept is text, and most objects never change again. */
  readonly json: string;
}

/** Which version of an object is known, without the object. */
export interface KnownVersion {
  /** "" for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

/** Results of `once` handlers for an event whose chain has not ended, by the handlers' names. */
export type OnceResults = ReadonlyMap<string, HandlerResult>;

/** Whether a configured entry covers a watched namespace or an object's: what is covered is never forgotten. */
export type IsWatched = (entry: string, namespace: string) => boolean;

/**
 * What handlers last saw of each object, and what they could not take. Baselines are kept by cluster, entry, the object's
 * namespace and its name: a scope's watched namespace plays no part in that, so going from a named namespace to all of
 * them keeps what is known. No method throws for a disk that fails: `status` tells of it.
 */
export interface Store {
  /** The key of the HMAC that stands for a secret's value: random, made once. */
  readonly redactionKey: Buffer;
  readonly deadLetters: DeadLetters;
  getBaseline(scope: Scope, namespace: string, name: string): Baseline | undefined;
  /** The object's chain has ended: its results of `once` handlers are forgotten. */
  putBaseline(scope: Scope, namespace: string, name: string, baseline: Baseline): void;
  /** As `putBaseline`, for an object that is gone. */
  removeBaseline(scope: Scope, namespace: string, name: string): void;
  /** Every known version in the scope's watched namespace ("*": in all of them). */
  knownVersions(scope: Scope): Iterable<KnownVersion>;
  /** Whether the first complete list of the scope, or of all namespaces, has ever been handled. */
  isListed(scope: Scope): boolean;
  markListed(scope: Scope): void;
  /** Those recorded for this event of the object, before a restart included. */
  getOnceResults(scope: Scope, namespace: string, name: string, eventId: string): OnceResults;
  /** In the place of those recorded for the object, of whichever event. */
  putOnceResults(scope: Scope, namespace: string, name: string, eventId: string, results: OnceResults): void;
  /** Forgets what no configured entry of this cluster has covered for 7 days. `now` is in milliseconds since the epoch. */
  forgetUnwatched(cluster: string, isWatched: IsWatched, now: number): void;
  status(): StoreStatus;
  /** Writes at once what is gathered to be written: before an end that waits for nothing. Never throws. */
  flush(): void;
  /** Writes what is not written yet; a second time does nothing. Never rejects. */
  close(): Promise<void>;
}

/** How the store is doing, as it is now. */
export interface StoreStatus {
  readonly kind: "memory" | "sqlite";
  /** Rows that wait to be written. */
  readonly pendingWrites: number;
  /** Why nothing can be written at the moment; undefined: all is well. */
  readonly failure: StoreFailure | undefined;
}

export interface StoreFailure {
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}
