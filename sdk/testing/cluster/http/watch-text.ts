import type { WatchEvent } from "../reads/watch.ts";

/** A watch as text: one event a line. */
export async function* watchText(events: AsyncIterable<WatchEvent>): AsyncGenerator<string> {
  for await (const event of events) yield `${JSON.stringify(event)}\n`;
}
