import { describeGarbage } from "../connection/describe-garbage.ts";
import { RequestError, statusObjectError } from "../connection/request-error.ts";
import { cutManagedFields } from "../normalise/cut-managed-fields.ts";
import { isRawObject, type RawObject } from "./raw-object.ts";

const CLOSING_BRACE = 0x7d;

export const watchEventTypes = ["ADDED", "MODIFIED", "DELETED", "BOOKMARK"] as const;

/** One line of a watch. */
export interface WatchEvent {
  readonly type: (typeof watchEventTypes)[number];
  /** Of a BOOKMARK only the resourceVersion counts. */
  readonly object: RawObject;
  /** The object's text; undefined: the line was not laid out as expected. */
  readonly json?: string | undefined;
}

/** Reads a line. Throws what an ERROR event says, and on anything that is no event. */
export function parseWatchEvent(line: Buffer): WatchEvent {
  const event = parseAsLaidOut(line) ?? parse(line);
  if (event?.type === "ERROR") throw statusObjectError(event.object);
  if (isWatchEvent(event)) return event;
  const found = event === undefined ? describeGarbage(line) : `${line.length} bytes of JSON that is none`;
  throw new RequestError(`expected a watch event, got ${found}`, { code: "KW_API_FAILED" });
}

interface ParsedLine {
  readonly type?: unknown;
  readonly object?: { readonly metadata?: unknown } | null | undefined;
  readonly json?: string | undefined;
}

/** What every line begins with: the rest is the object, and a brace. */
const beginning = /^\{"type":"([A-Z]+)","object":/;
const longestBeginning = '{"type":"BOOKMARK","object":'.length;

/** Reads a line as servers write it, the object without its managedFields. */
function parseAsLaidOut(line: Buffer): ParsedLine | undefined {
  const [start, type] = beginning.exec(line.toString("latin1", 0, longestBeginning)) ?? [];
  if (start === undefined || line.at(-1) !== CLOSING_BRACE) return undefined;
  const json = cutManagedFields(line.subarray(start.length, -1));
  try {
    return { type, object: JSON.parse(json) as ParsedLine["object"], json };
  } catch {
    return undefined;
  }
}

function parse(line: Buffer): ParsedLine | null | undefined {
  try {
    return JSON.parse(line.toString("utf8")) as ParsedLine | null;
  } catch {
    // Reported by the caller, in words.
    return undefined;
  }
}

function isWatchEvent(event: ParsedLine | null | undefined): event is WatchEvent {
  return watchEventTypes.some((type) => type === event?.type) && isRawObject(event?.object);
}
