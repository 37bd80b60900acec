import type { Action, KubernetesObject } from "../../../sdk/index.ts";
import type { Baseline } from "../../store/store.ts";
import type { Observation } from "../observation.ts";
import type { Waiting } from "../waiting.ts";

/** One change of one object since handlers last saw it: what becomes an event. */
export interface Change {
  readonly action: Action;
  /** What it was found by. */
  readonly observation: Observation;
  readonly uid: string;
  /** For a delete that of the last state before the end, so that its event has the same id however it was found. */
  readonly resourceVersion: string;
  readonly object: KubernetesObject;
  readonly oldObject: KubernetesObject | null;
  readonly missed: boolean;
  readonly merged: number;
  readonly finalStateKnown: boolean;
}

/** Gives a baseline's manifest. */
export type ReadManifest = (baseline: Baseline) => KubernetesObject;

/**
 * What an observation means to handlers who last saw the baseline: nothing, one change, or two if another object of
 * the same name has taken its place.
 */
export function decideChanges(
  waiting: Waiting,
  baseline: Baseline | undefined,
  readManifest: ReadManifest,
): readonly Change[] {
  const { observation, merged } = waiting;
  if (observation.state === "gone") return goneChanges(waiting, baseline, readManifest);
  if (baseline === undefined) return presentChanges("add", observation, merged, null);
  if (baseline.uid !== observation.uid) {
    return [replaced(observation, baseline, readManifest), ...presentChanges("add", observation, merged, null)];
  }
  if (baseline.resourceVersion === observation.resourceVersion) return [];
  return presentChanges("update", observation, merged, readManifest(baseline));
}

function presentChanges(
  action: "add" | "update",
  observation: Observation,
  merged: number,
  oldObject: KubernetesObject | null,
): readonly Change[] {
  const { uid, resourceVersion, object, missed } = observation;
  if (object === null) return [];
  return [{ action, observation, uid, resourceVersion, object, oldObject, missed, merged, finalStateKnown: true }];
}

function goneChanges(waiting: Waiting, baseline: Baseline | undefined, readManifest: ReadManifest): readonly Change[] {
  if (baseline === undefined) return endChanges(waiting, undefined, null);
  if (baseline.uid === waiting.observation.uid) return endChanges(waiting, baseline, readManifest(baseline));
  return [replaced(waiting.observation, baseline, readManifest), ...endChanges(waiting, undefined, null)];
}

/** The delete of the object that was observed to end; nothing if no state of it is known. */
function endChanges(
  { observation, merged, lastSeen }: Waiting,
  baseline: Baseline | undefined,
  oldObject: KubernetesObject | null,
): readonly Change[] {
  const object = observation.object ?? lastSeen?.object ?? oldObject;
  if (object === null) return [];
  const { resourceVersion } = baseline ?? lastSeen ?? observation;
  const { uid, missed } = observation;
  const finalStateKnown = observation.object !== null;
  return [{ action: "delete", observation, uid, resourceVersion, object, oldObject, missed, merged, finalStateKnown }];
}

/** The delete of the baseline's object, which nobody observed: only a successor with another uid tells of it. */
function replaced(observation: Observation, baseline: Baseline, readManifest: ReadManifest): Change {
  const object = readManifest(baseline);
  return {
    action: "delete",
    observation,
    uid: baseline.uid,
    resourceVersion: baseline.resourceVersion,
    object,
    oldObject: object,
    missed: true,
    merged: 1,
    finalStateKnown: false,
  };
}
