import type { KwatchmanEvent } from "../../sdk/index.ts";
import type { OnceResults } from "./store.ts";

/** Why and when an event was given up. Times are in milliseconds since the epoch. */
export interface GivenUp {
  /** The handler that failed. */
  readonly handler: string;
  readonly error: LetterError;
  /** Chain runs, all of them. */
  readonly attempts: number;
  readonly firstFailedAt: number;
  readonly lastFailedAt: number;
  /** Of `once` handlers that succeeded: a retry does not call them again. */
  readonly results: OnceResults;
}

/** A handler's failure as it is kept, without secrets. */
export interface LetterError {
  readonly code: string;
  readonly message: string;
}

export interface NewDeadLetter extends GivenUp {
  /** As it entered the chain. */
  readonly event: KwatchmanEvent;
}

/** An event that was given up, kept until it is retried or dropped, or too many or too old. */
export interface DeadLetter extends NewDeadLetter {
  /** Counts up; never used again. */
  readonly id: number;
}

/** What a user wants done with a letter. */
export interface DeadLetterRequest {
  readonly id: number;
  readonly wanted: "retry" | "drop";
  /** Whose lane it belongs to. */
  readonly object: LetterObject;
}

export interface LetterObject {
  readonly kind: string;
  /** "" for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
}

export interface DeadLetterStats {
  readonly count: number;
  /** When the oldest one first failed; undefined if there is none. */
  readonly oldestAt: number | undefined;
}

/** The dead letters of a store. */
export interface DeadLetters {
  /** Gives back its id. The oldest one makes room where there is none. */
  add(letter: NewDeadLetter): number;
  /** Throws if what is kept cannot be read. */
  get(id: number): DeadLetter | undefined;
  /** A retry has failed: the request is done with, the letter stays. */
  keepAgain(id: number, givenUp: GivenUp): void;
  remove(id: number): void;
  /** What users have asked for since this was last called; the first time, also what is left of earlier runs. */
  takeRequests(): readonly DeadLetterRequest[];
  /** Drops those that are too old. */
  dropOld(now: number): void;
  stats(): DeadLetterStats;
}

/** Whose lane an event belongs to. */
export function letterObject({ data }: KwatchmanEvent): LetterObject {
  return { kind: data.resource.kind, namespace: data.namespace ?? "", name: data.name };
}
