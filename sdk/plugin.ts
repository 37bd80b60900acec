import type { AsyncSeriesHook, SyncHook } from "tapable";
import type { KwatchmanEvent } from "./event.ts";
import type { HandlerResult } from "./result.ts";

/** Writes to the host's log: a constant message, and what varies as fields. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** The facts of one call, beside the event. */
export interface HandlerContext<Settings = Readonly<Record<string, unknown>>> {
  /** The handler's name in the configuration. */
  readonly handler: string;
  /** The settings, checked against the manifest's schema, its defaults filled in. Frozen. */
  readonly settings: Settings;
  /** 1 for the first try of this event, then 2, 3, … */
  readonly attempt: number;
  /** When the host gives this call up (RFC 3339, UTC). */
  readonly deadline: string;
  /** Aborted at the deadline and when the host's grace period ends. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** What a handler's function may return. */
export type HandlerReturn = HandlerResult | undefined | void;

/** A module plugin's default export. */
export interface Plugin<Settings = Readonly<Record<string, unknown>>> {
  /** Called for every event that reaches the handler. Throwing retries the event; `PermanentError` gives it up. */
  handle(event: KwatchmanEvent, context: HandlerContext<Settings>): HandlerReturn | Promise<HandlerReturn>;
  /** Called whenever the handler joins a chain, at the start and after a reload, to tap the hooks of that chain. */
  setup?(hooks: HostHooks, context: SetupContext<Settings>): void | Promise<void>;
  /** Called once when the handler is let go: after the last event of its last chain. */
  close?(): void | Promise<void>;
}

/** What `setup` is given beside the hooks. */
export interface SetupContext<Settings = Readonly<Record<string, unknown>>> {
  readonly handler: string;
  readonly settings: Settings;
  readonly log: Logger;
}

/** The host's life, to be tapped by module plugins. What a tapped function throws is logged, never passed on. */
export interface HostHooks {
  /** The handlers are loaded; the watching is about to begin. Once in a host's life. */
  readonly start: AsyncSeriesHook<[StartFacts]>;
  /** Every configured resource has been listed, and its first list handled. Once in a host's life. */
  readonly synced: SyncHook<[SyncedFacts]>;
  /** An event is about to enter the chain. */
  readonly event: SyncHook<[KwatchmanEvent]>;
  /** A handler failed, and the event's chain will be run again. */
  readonly retry: SyncHook<[FailureFacts]>;
  /** An event was given up. */
  readonly deadLetter: SyncHook<[FailureFacts]>;
  /** This chain has just taken the place of another. */
  readonly reload: AsyncSeriesHook<[ReloadFacts]>;
  /** The chain's last event has been handled. */
  readonly stop: AsyncSeriesHook<[StopFacts]>;
}

export interface StartFacts {
  readonly cluster: string;
  readonly handlers: readonly string[];
}
export interface SyncedFacts {
  readonly resources: number;
  readonly objects: number;
}
export interface FailureFacts {
  readonly event: KwatchmanEvent;
  readonly handler: string;
  readonly attempt: number;
  readonly error: Error;
  /** Milliseconds until the next attempt; absent when the event is given up. */
  readonly delayMs?: number;
}
export interface ReloadFacts {
  readonly generation: number;
}
export interface StopFacts {
  readonly reason: string;
}

/**
 * Types a module plugin; returns it as it is.
 *
 * @example
 * export default definePlugin({
 *   handle(event, { log }) {
 *     log.info("handled", { subject: event.subject });
 *   },
 * });
 */
export function definePlugin<Settings = Readonly<Record<string, unknown>>>(plugin: Plugin<Settings>): Plugin<Settings> {
  return plugin;
}
