import type { KnownVersions } from "./known-versions.ts";
import { versionOf, type ObjectVersion, type RawObject } from "./raw-object.ts";
import type { WatchEvent } from "./watch-event.ts";

/** One way in which what the server says differs from what is known. */
export interface Difference {
  readonly state: "present" | "gone";
  readonly version: ObjectVersion;
  /** null: only a list told that it is gone. */
  readonly raw: RawObject | null;
  /** The raw object's text, if it was read. */
  readonly json?: string | undefined;
  readonly initial: boolean;
  readonly missed: boolean;
}

/**
 * Compares an item of a list. The same version is no difference; the same name with another uid is two: the old object
 * is gone, and the new one is there.
 */
export function* compareListed(known: KnownVersions, raw: RawObject, isInitial: boolean): Generator<Difference> {
  const version = versionOf(raw);
  const before = known.get(version.namespace, version.name);
  if (isSame(before, version)) {
    known.markSeen(version.namespace, version.name);
    return;
  }
  yield* replaced(before, version);
  const initial = isInitial && before === undefined;
  yield { state: "present", version, raw, initial, missed: !initial };
}

/** Compares a complete list's silence: what it did not have is gone. */
export function* compareUnlisted(
  known: KnownVersions,
  namespace: string | undefined,
  pass: number,
): Generator<Difference> {
  for (const version of known.unseen(namespace, pass)) yield missedGone(version);
}

/** A namespace is gone, and with it all that was in it. */
export function* compareRemovedNamespace(known: KnownVersions, namespace: string): Generator<Difference> {
  yield* compareUnlisted(known, namespace, Number.POSITIVE_INFINITY);
}

/** Compares an event of a watch. */
export function* compareWatched(known: KnownVersions, { type, object: raw, json }: WatchEvent): Generator<Difference> {
  const version = versionOf(raw);
  const before = known.get(version.namespace, version.name);
  if (type === "DELETED") {
    // The end of an object that was never handed on, or of one that has a successor already, changes nothing.
    if (before?.uid === version.uid) yield { state: "gone", version, raw, initial: false, missed: false };
    return;
  }
  if (isSame(before, version)) return;
  yield* replaced(before, version);
  yield { state: "present", version, raw, json, initial: false, missed: false };
}

type Before = ReturnType<KnownVersions["get"]>;

function isSame(before: Before, { uid, resourceVersion }: ObjectVersion): boolean {
  return before?.uid === uid && before.resourceVersion === resourceVersion;
}

function* replaced(before: Before, { namespace, name, uid }: ObjectVersion): Generator<Difference> {
  if (before === undefined || before.uid === uid) return;
  yield missedGone({ namespace, name, uid: before.uid, resourceVersion: before.resourceVersion });
}

function missedGone(version: ObjectVersion): Difference {
  return { state: "gone", version, raw: null, initial: false, missed: true };
}
