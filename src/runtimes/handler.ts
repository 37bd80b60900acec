import type { HostHooks, KwatchmanEvent, Logger } from "../../sdk/index.ts";
import type { HandlerSpec } from "./handler-spec.ts";

/** One version of an event: a handler's patch makes the next one. */
export interface EventVersion {
  /** Deeply frozen. */
  readonly event: KwatchmanEvent;
  /** Serialised once, on first use: every handler and every attempt gets the same bytes. */
  readonly json: string;
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
  /**
   * Resolves when the plugin could be called; rejects with a KwatchmanError that says why it cannot. What loads while the
   * host runs on (an isolate, a stream) or lies elsewhere (a webhook) is asked by `check` and before a reload.
   */
  ready?(signal: AbortSignal): Promise<void>;
  /**
   * Tells the listener how many calls may be under way at once, now and whenever that changes; the last listener alone. The
   * spec's `concurrency` is never exceeded. Calls beyond that wait where waiting costs them no time of their own.
   */
  capacity?(listener: (calls: number) => void): void;
  /** Why the handler is passed over from now on; undefined while it is not. */
  switchedOff?(): string | undefined;
  /** Lets go of whatever the handler holds. Called once, after its last call. */
  close(): Promise<void>;
}
