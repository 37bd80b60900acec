import type { ObjectHistory, SeenEvent } from "./checking/history.ts";
import type { FaultProxy } from "./fault-proxy.ts";
import type { WrittenObject } from "./writing/written-object.ts";

/** Joins what was written with what was seen, object by object. An object that nobody wrote has a history, too. */
export function joinHistories(
  objects: readonly WrittenObject[],
  seen: readonly SeenEvent[],
  lists: FaultProxy["lists"],
): ObjectHistory[] {
  const bySubject = Map.groupBy(seen, ({ event }) => `${event.data.resource.kind} ${event.subject}`);
  const written = objects.map(({ place, name, steps }): ObjectHistory => {
    const subject = subjectOf(place.kind, place.namespace, name);
    const told = bySubject.get(subject) ?? [];
    bySubject.delete(subject);
    return {
      subject,
      isWatched: place.listedAs !== undefined,
      written: steps,
      seen: told,
      lists: lists.get(place.listedAs ?? "") ?? [],
    };
  });
  const invented = [...bySubject].map(([subject, events]): ObjectHistory => ({
    subject,
    isWatched: false,
    written: [],
    seen: events,
    lists: [],
  }));
  return [...written, ...invented];
}

function subjectOf(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}

/** Whether the last event of each watched object is about its last state. */
export function isAllTold(histories: readonly ObjectHistory[]): boolean {
  return histories.every(({ isWatched, written, seen }) => {
    const last = seen.at(-1)?.event.data;
    const told = last === undefined || last.action === "delete" ? undefined : last.resourceVersion;
    return !isWatched || told === written.at(-1)?.object?.metadata.resourceVersion;
  });
}
