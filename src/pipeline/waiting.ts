import type { Observation } from "./observation.ts";

/** A change that waits: an observation, and how many observed changes it stands for. */
export interface Waiting {
  readonly observation: Observation;
  readonly merged: number;
  /** Of an end that was merged with what came before it: the last state before the end. */
  readonly lastSeen: Pick<Observation, "resourceVersion" | "object"> | undefined;
}
