import type { Observation } from "./observation.ts";

/** What waits in a lane: an observation, and how many observed changes it stands for. */
export interface Waiting {
  readonly observation: Observation;
  readonly merged: number;
}

/** One object's changes that wait, in the order they were observed. The one under way is no longer among them. */
export type Lane = Waiting[];

/** Kind, namespace and name: not the uid, so that a recreated object's delete comes before its add. */
export function laneKey({ resource, namespace, name }: Observation): string {
  return `${resource.kind}/${namespace}/${name}`;
}
