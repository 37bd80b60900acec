import type { Action } from "../../sdk/index.ts";
import type { KeyPath } from "./document/key-path.ts";
import type { LabelSelector } from "./selectors/label-selector.ts";
import type { ListenAddress } from "./values/listen-address.ts";
import type { Rate } from "./values/rate.ts";

/** The configuration: normalised, complete and frozen. Code past the border sees only this. */
export interface Config {
  /** The file it was read from, as the user named it. */
  readonly file: string;
  /** The cluster's name in events; undefined: the context's name, in a cluster `in-cluster`. */
  readonly cluster: string | undefined;
  /** Absolute; searched before the built-ins. */
  readonly pluginDirs: readonly string[];
  /** Absolute; what lies here joins the end of the chain. */
  readonly dropInDir: string | undefined;
  /** Waiting changes in the whole host past which those of one object merge, and reading pauses if none can. */
  readonly maxPending: number;
  /** How long running handlers get after SIGTERM. */
  readonly drainTimeoutMs: number;
  readonly retry: RetryConfig;
  readonly watch: WatchConfig;
  readonly store: StoreConfig;
  readonly http: HttpConfig;
  /** Whether --http-address or its variable says where, and the file does not. */
  readonly isHttpByFlag: boolean;
  readonly resources: readonly ResourceConfig[];
  readonly handlers: readonly HandlerConfig[];
  /** Finds where a key stands, for messages about what is checked later: `locate(["handler", 2, "timeout"])`. */
  readonly locate: LocateKey;
}

/** "config.toml:14" for a key's path; the file alone if the key has no place of its own. */
type LocateKey = (path: KeyPath) => string;

export interface RetryConfig {
  /** Tries after the first one. */
  readonly attempts: number;
  /** The first pause. */
  readonly backoffMs: number;
  /** The longest pause. */
  readonly maxBackoffMs: number;
}

export interface WatchConfig {
  /** How long one watch request lasts, give or take a seventh. */
  readonly timeoutMs: number;
}

/** Where baselines and dead letters are kept. */
export type StoreConfig = MemoryStoreConfig | SqliteStoreConfig;

export interface MemoryStoreConfig {
  readonly kind: "memory";
  readonly deadLetters: DeadLetterLimits;
}

export interface SqliteStoreConfig {
  readonly kind: "sqlite";
  /** Absolute. */
  readonly path: string;
  readonly deadLetters: DeadLetterLimits;
}

/** How many dead letters are kept, and how long. */
export interface DeadLetterLimits {
  readonly count: number;
  readonly ageMs: number;
}

export interface HttpConfig {
  /** Where /healthz, /readyz and /metrics are served; undefined: nowhere. */
  readonly address: ListenAddress | undefined;
}

/** One [[resource]]: which objects are watched. */
export interface ResourceConfig {
  /** As written: kind, plural or short name in any case, with or without ".group". */
  readonly kind: string;
  readonly apiVersion: string | undefined;
  /** Names and globs; empty: every namespace. */
  readonly namespaces: NamespacePatterns;
  /** "" if none. */
  readonly labelSelector: string;
  /** "" if none. */
  readonly fieldSelector: string;
  /** Of each object only apiVersion, kind and metadata. */
  readonly metadataOnly: boolean;
}

/** Namespaces by name and glob, some left out with "!". */
export interface NamespacePatterns {
  /** As written; empty: every namespace. */
  readonly written: readonly string[];
  /** The names, if there are any and no glob; undefined: all namespaces have to be looked through. */
  readonly names: readonly string[] | undefined;
  matches(namespace: string): boolean;
}

/** One [[handler]], before its plugin is known. */
export interface HandlerConfig extends RuntimeConfig {
  /** Its place among the handlers, from 0. */
  readonly index: number;
  readonly name: string;
  /** The plugin's name: the handler's own unless `plugin` says otherwise. */
  readonly plugin: string;
  /** How it runs, if it is defined here and not by a plugin. */
  readonly runtime: "webhook" | "exec" | undefined;
  /** Its keys that are not the host's. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly when: When;
  /** undefined: the manifest's. */
  readonly timeoutMs: number | undefined;
  /** undefined: the manifest's. */
  readonly once: boolean | undefined;
  /** undefined: the manifest's. */
  readonly concurrency: number | undefined;
  /** undefined: the manifest's. */
  readonly rate: Rate | undefined;
  readonly onBreak: OnBreak;
}

/** What events do while a handler keeps failing: wait for it, or go on without it. */
export type OnBreak = "wait" | "skip";

/** What a handler says for one runtime; the keys of the others are not set. */
export interface RuntimeConfig {
  /** webhook; undefined: the manifest's. */
  readonly url: string | undefined;
  /** webhook. */
  readonly secrets: readonly string[];
  /** webhook. */
  readonly headers: Readonly<Record<string, string>>;
  /** webhook; PEM texts. */
  readonly tls: {
    readonly ca: string | undefined;
    readonly cert: string | undefined;
    readonly key: string | undefined;
  };
  /** webhook. */
  readonly proxy: string | undefined;
  /** isolate, webhook plugins: origins. */
  readonly allowPrivate: readonly string[];
  /** exec; empty: the manifest's. */
  readonly command: readonly string[];
  /** exec. */
  readonly mode: "once" | "stream";
  /** exec. */
  readonly env: Readonly<Record<string, string>>;
}

/** Which events a handler is for; undefined members match everything. */
export interface When {
  /** Lower case, as written: kind, plural or kind.group. */
  readonly kinds: readonly string[] | undefined;
  readonly namespaces: NamespacePatterns | undefined;
  readonly actions: readonly Action[] | undefined;
  readonly labels: LabelSelector | undefined;
}
