import type { Passage } from "../passage.ts";

/** Work in an object's lane that is no change of the object. */
export interface Errand {
  readonly run: (passage: Passage) => Promise<void>;
  /** Resolves when it has been run; rejects with its error, or because the host stops first. */
  readonly ended: PromiseWithResolvers<void>;
}

export function createErrand(run: Errand["run"]): Errand {
  return { run, ended: Promise.withResolvers<void>() };
}
