import type { WatchEvent } from "../reads/watch.ts";
import { inForm, type ObjectForm } from "./object-form.ts";

/** A watch as text: one event a line. */
export async function* watchText(events: AsyncIterable<WatchEvent>, form: ObjectForm): AsyncGenerator<string> {
  for await (const { type, object } of events) {
    // An ERROR is about the watch, not about an object.
    yield `${JSON.stringify({ type, object: type === "ERROR" ? object : inForm(form, object) })}\n`;
  }
}
