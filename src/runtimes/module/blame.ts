import { AsyncLocalStorage } from "node:async_hooks";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { HandlerSpec } from "../handler-spec.ts";

/** Whose code runs; it costs half a microsecond a call. */
const running = new AsyncLocalStorage<HandlerSpec>();

/** Runs a plugin's code, so that whatever it starts is known to be its doing, long after it has returned too. */
export function onBehalfOf<Result>(spec: HandlerSpec, run: () => Result): Result {
  return running.run(spec, run);
}

/** The handler whose code threw what nobody caught: the one that runs, else the first with a file of its own in the stack. */
export function culpritOf(error: unknown, handlers: readonly HandlerSpec[]): HandlerSpec | undefined {
  return running.getStore() ?? handlers.find(({ directory }) => placeIn(stackOf(error), directory) !== undefined);
}

/** Where in a plugin's own files an error arose, as "file:line". */
export function placeOf(error: unknown, { directory }: HandlerSpec): string | undefined {
  return placeIn(stackOf(error), directory);
}

/** The first place in the text that lies in the folder; a path stands there bare or as a URL. */
export function placeIn(text: string, directory: string): string | undefined {
  for (const [, place = "", line] of text.matchAll(/((?:file:\/\/)?\/[^\n()]+?):(\d+)/g)) {
    const path = place.startsWith("file:") ? fileURLToPath(place) : place;
    if (pathToFileURL(path).href.startsWith(`${pathToFileURL(directory).href}/`)) return `${path}:${line}`;
  }
  return undefined;
}

/** Anything can be thrown, and reading it may throw, too. */
function stackOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.stack) : "";
  } catch {
    return "";
  }
}
