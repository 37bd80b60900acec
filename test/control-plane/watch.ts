import { createInterface } from "node:readline";
import { openResponse, type ApiTarget } from "./request.ts";

/** One line of a watch. */
export interface WatchedEvent {
  readonly type: string;
  readonly object: WatchedObject;
}

export interface WatchedObject {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name?: string; readonly resourceVersion?: string };
  readonly [member: string]: unknown;
}

/** A watch, read event by event. */
export interface OpenWatch {
  readonly status: number;
  /** The next event; undefined when the server has ended the watch. */
  next(): Promise<WatchedEvent | undefined>;
  /** All events until the server ends the watch. */
  rest(): Promise<readonly WatchedEvent[]>;
  close(): void;
}

/** Opens a watch; the path carries its query, `watch=true` is added. */
export async function openWatch(
  target: ApiTarget,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<OpenWatch> {
  const response = await openResponse(target, "GET", `${path}${path.includes("?") ? "&" : "?"}watch=true`, { headers });
  const lines = createInterface({ input: response })[Symbol.asyncIterator]();
  const next = async (): Promise<WatchedEvent | undefined> => {
    const { value, done } = await lines.next();
    return done ? undefined : (JSON.parse(value) as WatchedEvent);
  };
  return {
    status: response.statusCode ?? 0,
    next,
    async rest() {
      const events: WatchedEvent[] = [];
      for (let event = await next(); event; event = await next()) events.push(event);
      return events;
    },
    close: () => response.destroy(),
  };
}
