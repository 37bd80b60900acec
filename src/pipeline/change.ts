import type { Action, KubernetesObject } from "../../sdk/index.ts";
import type { Baseline } from "../store/store.ts";
import type { Observation } from "./observation.ts";

/** One change of one object since handlers last saw it: what becomes an event. */
export interface Change {
  readonly action: Action;
  /** What it was found by. */
  readonly observation: Observation;
  readonly uid: string;
  /** For a delete the baseline's, so that its event has the same id however it was found. */
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
  observation: Observation,
  merged: number,
  baseline: Baseline | undefined,
  readManifest: ReadManifest,
): readonly Change[] {
  if (observation.state === "gone") return goneChanges(observation, merged, baseline, readManifest);
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

function goneChanges(
  observation: Observation,
  merged: number,
  baseline: Baseline | undefined,
  readManifest: ReadManifest,
): readonly Change[] {
  if (baseline === undefined) return [];
  if (baseline.uid !== observation.uid) return [replaced(observation, baseline, readManifest)];
  const oldObject = readManifest(baseline);
  return [
    {
      action: "delete",
      observation,
      uid: baseline.uid,
      resourceVersion: baseline.resourceVersion,
      object: observation.object ?? oldObject,
      oldObject,
      missed: observation.missed,
      merged,
      finalStateKnown: observation.object !== null,
    },
  ];
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
