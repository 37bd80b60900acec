import type { KwatchmanEvent } from "../../../sdk/index.ts";
import type { OnceResults } from "../../store/store.ts";
import type { HandlerFailure } from "../chain/handler-failure.ts";

/** An event that was given up, and why. */
export interface UndeliveredEvent {
  /** As it entered the chain. */
  readonly event: KwatchmanEvent;
  /** That of the last attempt. */
  readonly failure: HandlerFailure;
  /** Milliseconds since the epoch. */
  readonly firstFailedAt: number;
  /** Of `once` handlers that succeeded. */
  readonly results: OnceResults;
}

/** Where events go that were given up. */
export interface DeadLetterSink {
  /** The object's baseline moves on once this has returned. */
  add(undelivered: UndeliveredEvent): void;
}
