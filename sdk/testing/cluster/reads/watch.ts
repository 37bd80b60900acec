import type { JsonObject } from "../json-object.ts";
import { apiVersionOf, type ServedKind } from "../kinds/served-kind.ts";
import { servedObject } from "../kinds/served-object.ts";
import type { Selection } from "../selection/selection.ts";
import { expired, type StatusError } from "../status-error.ts";
import type { Change } from "../storage/history.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { Bell } from "./bell.ts";

/** One line of a watch. */
export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: JsonObject;
}

/** What a client asked to watch. */
export interface WatchOptions {
  readonly kind: ServedKind;
  readonly selection: Selection;
  /** Changes after this revision; 0: all that exists first, then what changes. */
  readonly from: number;
  readonly bookmarks: boolean;
  /** The watch ends after this, in milliseconds. */
  readonly timeout: number;
}

// As the API server does it: a last bookmark shortly before the end.
const BOOKMARK_BEFORE_END_MS = 1000;

/** Yields what happens to the selected objects until the time is up, the client leaves or the kind is gone. */
export async function* watch(store: ObjectStore, options: WatchOptions, left: AbortSignal): AsyncGenerator<WatchEvent> {
  const { kind, selection } = options;
  const collection = store.collection(kind.storage);
  const bell = new Bell(options, BOOKMARK_BEFORE_END_MS);
  const stopListening = collection.listen(() => bell.ring());
  left.addEventListener("abort", () => bell.ring());
  try {
    let seen = options.from;
    if (seen === 0) {
      const existing = collection.sorted();
      seen = store.revision;
      for (const object of existing)
        if (selection.matches(object)) yield { type: "ADDED", object: servedObject(object, kind) };
    }
    while (!left.aborted) {
      if (!collection.history.reaches(seen)) {
        yield { type: "ERROR", object: tooOld(seen, store).toStatus() };
        return;
      }
      const change = collection.history.after(seen);
      if (change) {
        seen = change.revision;
        const event = asSeenThrough(selection, change);
        if (event) yield { type: event.type, object: servedObject(event.object, kind) };
        continue;
      }
      if (bell.takeBookmark()) {
        // Nothing of this kind has happened up to the cluster's newest revision but what was sent.
        seen = Math.max(seen, store.revision);
        yield bookmark(kind, seen);
      }
      if (bell.timeIsUp || collection.closed) return;
      await bell.rung();
    }
  } finally {
    stopListening();
    bell.stop();
  }
}

/** An object that enters the selection is added, one that leaves it deleted, with the last state that matched. */
function asSeenThrough(selection: Selection, { type, object, previous }: Change): Omit<Change, "revision"> | undefined {
  const matches = type !== "DELETED" && selection.matches(object);
  const matched = previous !== undefined && selection.matches(previous);
  if (matches) return { type: matched ? "MODIFIED" : "ADDED", object };
  if (!matched) return undefined;
  const { resourceVersion = "" } = object.metadata;
  return { type: "DELETED", object: { ...previous, metadata: { ...previous.metadata, resourceVersion } } };
}

function bookmark(kind: ServedKind, revision: number): WatchEvent {
  const metadata = { resourceVersion: String(revision), creationTimestamp: null };
  return { type: "BOOKMARK", object: { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata } };
}

/** The 410 of a watch from a revision that is forgotten. */
export function tooOld(revision: number, store: ObjectStore): StatusError {
  return expired(`too old resource version: ${revision} (${store.revision})`);
}
