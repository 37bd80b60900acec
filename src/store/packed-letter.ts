import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { HandlerResult, KwatchmanEvent } from "../../sdk/index.ts";
import type { GivenUp, LetterError, NewDeadLetter } from "./dead-letters.ts";

/** A dead letter as it is kept: a row of plain values. */
export interface PackedLetter extends PackedGivenUp {
  /** JSON in zstd. */
  readonly event: Uint8Array;
}

/** What changes when a retry fails. */
export interface PackedGivenUp {
  readonly handler: string;
  /** JSON. */
  readonly error: string;
  readonly attempts: number;
  readonly firstFailedAt: number;
  readonly lastFailedAt: number;
  /** JSON: results by handler. */
  readonly results: string;
}

export function packLetter(letter: NewDeadLetter): PackedLetter {
  return { ...packGivenUp(letter), event: zstdCompressSync(JSON.stringify(letter.event)) };
}

export function packGivenUp({
  handler,
  error,
  attempts,
  firstFailedAt,
  lastFailedAt,
  results,
}: GivenUp): PackedGivenUp {
  return {
    handler,
    error: JSON.stringify(error),
    attempts,
    firstFailedAt,
    lastFailedAt,
    results: JSON.stringify(Object.fromEntries(results)),
  };
}

export function unpackLetter({ event, error, results, ...row }: PackedLetter): NewDeadLetter {
  return {
    handler: row.handler,
    attempts: row.attempts,
    firstFailedAt: row.firstFailedAt,
    lastFailedAt: row.lastFailedAt,
    error: JSON.parse(error) as LetterError,
    results: new Map(Object.entries(JSON.parse(results) as Record<string, HandlerResult>)),
    event: JSON.parse(zstdDecompressSync(event).toString()) as KwatchmanEvent,
  };
}
