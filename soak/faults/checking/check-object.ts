import { isDeepStrictEqual } from "node:util";
import type { EventData, KubernetesObject } from "../../../sdk/index.ts";
import type { ObjectHistory, SeenEvent, WrittenStep } from "./history.ts";
import { positionOf } from "./position.ts";

/** How far the handler has been told: what it believes to be there. */
export interface Standing {
  /** The index of the last written step that it knows of; -1: of none. */
  readonly position: number;
  readonly object: KubernetesObject | null;
}

/** Before anything was told. */
export const toldNothing: Standing = { position: -1, object: null };

/**
 * Holds what the handler was told about one object against what was written: every event is one real change, from what
 * was told before to a later state that was written, and the last one leads to the last state. Gives a sentence for each
 * thing that is wrong.
 */
export function checkObject(history: ObjectHistory): string[] {
  if (!history.isWatched) return history.seen.length === 0 ? [] : ["told of, though nobody watches there"];
  const { findings, standing } = checkTold(history, toldNothing);
  return standing === undefined ? findings : [...findings, ...checkEnd(history, standing)];
}

/** As `checkObject`, from where the handler stood before, and without asking for the last state. */
export function checkTold(
  history: ObjectHistory,
  before: Standing,
): { readonly findings: string[]; readonly standing: Standing | undefined } {
  const findings: string[] = [];
  let standing = before;
  for (const [index, { at, event }] of history.seen.entries()) {
    const found = positionOf(event.data, history.written);
    if (found === undefined) {
      findings.push(`event ${index + 1}: a state that was never written`);
      return { findings, standing: undefined };
    }
    const problems = [
      ...checkOrder(found, standing),
      ...checkAction(event.data, standing),
      ...checkManifests(event.data, standing, history.written, found),
      ...checkMarks(event.data, standing),
      ...checkGap(history, standing, found, { at, event }),
    ];
    findings.push(...problems.map((problem) => `event ${index + 1}: ${problem}`));
    standing = { position: found, object: event.data.action === "delete" ? null : event.data.object };
  }
  return { findings, standing };
}

function checkOrder(found: number, { position }: Standing): string[] {
  if (found > position) return [];
  return [found === position ? "told twice: nothing has changed" : "goes back to an earlier state"];
}

function checkAction({ action, uid }: EventData, { object }: Standing): string[] {
  if (action === "add") return object === null ? [] : ["an add of what is there already"];
  if (object === null) return [`a ${action} of what is not there`];
  return object.metadata.uid === uid ? [] : [`a ${action} of another object than the one that is there`];
}

function checkManifests(data: EventData, standing: Standing, written: readonly WrittenStep[], found: number): string[] {
  const problems: string[] = [];
  if (!isDeepStrictEqual(data.oldObject, standing.object)) problems.push("oldObject is not what was told before");
  if (!isRightObject(data, standing, written, found)) problems.push("object is not what was written");
  if (data.action === "delete" && data.resourceVersion !== standing.object?.metadata.resourceVersion) {
    problems.push("a delete with a resourceVersion that handlers have not seen");
  }
  return problems;
}

function isRightObject(data: EventData, standing: Standing, written: readonly WrittenStep[], found: number): boolean {
  if (data.action !== "delete") return isDeepStrictEqual(data.object, written[found]?.object);
  if (!data.finalStateKnown) return isDeepStrictEqual(data.object, standing.object);
  return isDeepStrictEqual(withoutVersion(data.object), withoutVersion(written[found - 1]?.object));
}

/** The deletion itself has a resourceVersion, which no answer to a writer tells. */
function withoutVersion(object: KubernetesObject | null | undefined): object | undefined {
  return object ? { ...object, metadata: { ...object.metadata, resourceVersion: "" } } : undefined;
}

function checkMarks({ action, initial, missed, finalStateKnown }: EventData, { position }: Standing): string[] {
  const problems: string[] = [];
  if (initial && (action !== "add" || position !== -1 || missed))
    problems.push("initial, though something was told before");
  const isFoundGone = action === "delete" && missed;
  if (finalStateKnown === isFoundGone) problems.push(`finalStateKnown is ${finalStateKnown}, missed is ${missed}`);
  return problems;
}

/** What was left out between two events must have been hidden by a list, and the event must say so. */
function checkGap(history: ObjectHistory, standing: Standing, found: number, { at, event }: SeenEvent): string[] {
  const { missed, initial, merged } = event.data;
  const before = standing.position === -1 ? undefined : history.written[standing.position];
  if (missed) return wasListed(history, before?.sentAt ?? 0, at) ? [] : ["missed, though there was no list"];
  const skipped = history.written.slice(standing.position + 1, found);
  if (initial || skipped.length === merged - 1) return [];
  const last = skipped.at(-1);
  const areWholeLives = standing.object === null && last?.object === null;
  if (areWholeLives && wasListed(history, last.sentAt, at)) return [];
  return [`${skipped.length} changes left out, but not missed (merged: ${merged})`];
}

/** Whether the last state was told. */
export function checkEnd({ written, seen, lists }: ObjectHistory, { position, object }: Standing): string[] {
  const last = written.at(-1);
  if (last === undefined || position === written.length - 1) return [];
  if (last.object !== null || object !== null)
    return [`lost: the last ${written.length - 1 - position} changes were not told`];
  const since = seen.at(-1)?.at ?? 0;
  const isHidden = wasListed({ lists }, last.sentAt, Number.POSITIVE_INFINITY);
  return isHidden ? [] : [`lost: created and deleted after ${new Date(since).toISOString()}, and no list hid it`];
}

/** Whether a list may have shown the world as it was at some time between the two. */
function wasListed({ lists }: Pick<ObjectHistory, "lists">, from: number, until: number): boolean {
  return lists.some(({ askedAt, answeredAt }) => answeredAt >= from && askedAt <= until);
}
