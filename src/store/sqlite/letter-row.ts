import type { SQLOutputValue } from "node:sqlite";
import type { DeadLetter } from "../dead-letters.ts";
import { unpackLetter } from "../packed-letter.ts";

/** A row of dead_letter, whole, as a letter. Throws if it is none. */
export function readLetter(row: Readonly<Record<string, SQLOutputValue>>): DeadLetter {
  const { event } = row;
  if (!(event instanceof Uint8Array)) throw new TypeError("Expected the event of a dead letter to be bytes");
  const letter = unpackLetter({
    handler: String(row["handler"]),
    error: String(row["error"]),
    attempts: Number(row["attempts"]),
    firstFailedAt: Number(row["first_failed_at"]),
    lastFailedAt: Number(row["last_failed_at"]),
    results: String(row["results"]),
    event,
  });
  return { id: Number(row["id"]), ...letter };
}
