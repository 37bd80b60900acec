import type { HandlerResult } from "../../../sdk/index.ts";
import type { EventVersion } from "../../runtimes/handler.ts";
import type { Passage } from "../passage.ts";

/** One event on its way through the chain, once. */
export interface ChainRun {
  /** The event as the handlers so far have made it. */
  version: EventVersion;
  /** 1 for the first try of this event. */
  readonly attempt: number;
  readonly passage: Passage;
  /** It is a dead letter that somebody wants to be tried again. */
  readonly isRedelivery: boolean;
  /** Results of `once` handlers that succeeded in earlier attempts, by the handler's name; joined by this run's. */
  readonly kept: KeptResults;
}

/** Where a chain keeps the results of `once` handlers. */
export interface KeptResults {
  get(handler: string): HandlerResult | undefined;
  set(handler: string, result: HandlerResult): unknown;
}

/** A handler answered `next: false`. */
export interface ChainEnd {
  readonly handler: string;
  readonly reason: string | undefined;
}
