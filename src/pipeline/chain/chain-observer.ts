/** How a handler's call ended: the chain went on, the handler ended it (`next: false`), or it failed. */
export type CallOutcome = "next" | "stopped" | "failed";

/** Told what becomes of events in the chain, by the handler's name: for counting. It must be quick, and never throw. */
export interface ChainObserver {
  /** A call ended after so many seconds; waiting for its turn is not part of them. */
  called(handler: string, outcome: CallOutcome, seconds: number): void;
  /** The event is not one the handler is for, or goes on without it. */
  passedOver(handler: string): void;
  /** The handler failed, and the event will be tried again. */
  retried(handler: string): void;
  /** The handler failed, and the event was given up. */
  deadLettered(handler: string): void;
}

/** Counts nothing. */
export const noObserver: ChainObserver = {
  called: () => {},
  passedOver: () => {},
  retried: () => {},
  deadLettered: () => {},
};
