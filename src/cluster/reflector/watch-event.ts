import { RequestError, statusObjectError } from "../connection/request-error.ts";
import type { RawObject } from "./raw-object.ts";

export const watchEventTypes = ["ADDED", "MODIFIED", "DELETED", "BOOKMARK"] as const;

/** One line of a watch. */
export interface WatchEvent {
  readonly type: (typeof watchEventTypes)[number];
  /** Of a BOOKMARK only the resourceVersion counts. */
  readonly object: RawObject;
}

/** Reads a line. Throws what an ERROR event says, and on anything that is no event. */
export function parseWatchEvent(line: Buffer): WatchEvent {
  const event = parse(line);
  if (event?.type === "ERROR") throw statusObjectError(event.object);
  if (isWatchEvent(event)) return event;
  const text = JSON.stringify(line.subarray(0, 80).toString("utf8"));
  throw new RequestError(`expected a watch event, got ${text}`, { code: "KW_API_FAILED" });
}

interface ParsedLine {
  readonly type?: unknown;
  readonly object?: { readonly metadata?: unknown } | null;
}

function parse(line: Buffer): ParsedLine | null | undefined {
  try {
    return JSON.parse(line.toString("utf8")) as ParsedLine | null;
  } catch {
    // Reported by the caller, with the text.
    return undefined;
  }
}

function isWatchEvent(event: ParsedLine | null | undefined): event is WatchEvent {
  const isKnown = watchEventTypes.some((type) => type === event?.type);
  return isKnown && typeof event?.object?.metadata === "object";
}
