import type { HostHooks, KwatchmanEvent, Logger } from "../../sdk/index.ts";
import type { When } from "../config/config.ts";
import type { Rate } from "../config/rate.ts";

/** One version of an event: a handler's patch makes the next one. */
export interface EventVersion {
  /** Deeply frozen. */
  readonly event: KwatchmanEvent;
  /** Serialised once, on first use: every handler and every attempt gets the same bytes. */
  readonly json: string;
}

/** A handler's configuration joined with its plugin's manifest: complete, checked and frozen. */
export interface HandlerSpec {
  /** The handler's name in the configuration. */
  readonly name: string;
  /** The plugin's name. */
  readonly plugin: string;
  readonly runtime: "module" | "isolate" | "webhook" | "exec";
  /** The plugin's folder. */
  readonly directory: string;
  /** The file to load, absolute. */
  readonly entry: string;
  /** Checked against the manifest's schema, defaults filled in, { env } and { file } resolved. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Limit of one call, in milliseconds. */
  readonly timeoutMs: number;
  /** Not called again for an event it succeeded on. */
  readonly once: boolean;
  /** Calls in flight. */
  readonly concurrency: number;
  /** How often it may be called; undefined: as often as there is something to handle. */
  readonly rate: Rate | undefined;
  /** Which events it is for; one that does not match is passed over. */
  readonly when: When;
}

/** One call of one handler: what every runtime is given. */
export interface Call {
  readonly event: EventVersion;
  /** 1 for the first try of this event. */
  readonly attempt: number;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** Aborted at the deadline and when the host's grace period ends. */
  readonly signal: AbortSignal;
}

/** A loaded handler, whatever its runtime. */
export interface Handler {
  readonly spec: HandlerSpec;
  readonly log: Logger;
  /**
   * Resolves to what the handler answered, not yet checked, or rejects with what it threw: judging either, and the time
   * limit, is the chain's business.
   */
  call(call: Call): Promise<unknown>;
  /** Lets the plugin tap the hooks of the chain it is about to join. Modules only. */
  setup?(hooks: HostHooks): Promise<void>;
  /** Lets go of whatever the handler holds. Called once, after its last call. */
  close(): Promise<void>;
}
