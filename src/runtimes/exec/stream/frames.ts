import type { ExecSpec } from "../../handler-spec.ts";
import type { Call } from "../../handler.ts";
import { deadlineText } from "../variables.ts";

/** The version of the frames, and of the event and the result in them. */
export const contract = 1;

/** What a stream's process says. */
export type ProcessFrame =
  | { readonly type: "ready"; readonly contract?: unknown; readonly concurrency?: unknown }
  | { readonly type: "result"; readonly id?: unknown; readonly result?: unknown }
  | { readonly type: "pong" };

/** The host's frames, each one line. */
export const hostFrames = {
  hello: ({ name, settings }: ExecSpec) => line({ type: "hello", contract, handler: name, settings }),
  /** The event is written as it was serialised, once for all attempts. */
  event: (id: string, { event, attempt, deadline }: Call) =>
    oneLine(
      `${JSON.stringify({ type: "event", id, attempt, deadline: deadlineText(deadline) }).slice(0, -1)},"event":${event.json}}`,
    ),
  ping: () => line({ type: "ping" }),
  shutdown: () => line({ type: "shutdown" }),
} as const;

function line(frame: object): string {
  return oneLine(JSON.stringify(frame));
}

/** JSON may hold Unicode's own line ends as they are, at which some readers of lines, that of Node.js among them, would cut it. */
function oneLine(json: string): string {
  const escaped = unicodeLineEnd.test(json)
    ? json.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029")
    : json;
  return `${escaped}\n`;
}

const unicodeLineEnd = /[\u2028\u2029]/;

const openingBrace = "{".charCodeAt(0);
const types: ReadonlySet<unknown> = new Set<ProcessFrame["type"]>(["ready", "result", "pong"]);

/** A line as a frame; undefined for anything else that a process may print. */
export function readFrame(bytes: Buffer): ProcessFrame | undefined {
  if (!looksLikeFrame(bytes)) return undefined;
  try {
    const frame: unknown = JSON.parse(bytes.toString("utf8"));
    return isFrame(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}

export function looksLikeFrame(bytes: Buffer): boolean {
  return bytes[0] === openingBrace;
}

function isFrame(frame: unknown): frame is ProcessFrame {
  return typeof frame === "object" && frame !== null && "type" in frame && types.has(frame.type);
}
