import { existsSync, readFileSync } from "node:fs";
import type { Action } from "../../sdk/index.ts";

/** What a handler was told, as far as it is held against what happened. */
export interface Told {
  readonly end: "handled" | "dead letter";
  /** When the host saw it, in milliseconds since the epoch. */
  readonly seenAt: number;
  readonly endedAt: number;
  readonly id: string;
  /** namespace/name */
  readonly object: string;
  readonly action: Action;
  readonly uid: string;
  readonly version: string | undefined;
  readonly oldVersion: string | null;
  readonly merged: number;
  readonly missed: boolean;
}

/** What the tally plugin wrote so far. */
export function readTold(file: string): Told[] {
  return existsSync(file) ? readLines<Told>(file) : [];
}

/** A file of JSON lines; the last one may still be being written. */
export function readLines<Line>(file: string): Line[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Line);
}
