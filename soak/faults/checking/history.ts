import type { KubernetesObject, KwatchmanEvent } from "../../../sdk/index.ts";

/** One write that the server took. Times are in milliseconds since the epoch. */
export interface WrittenStep {
  readonly uid: string;
  /** As written, without managedFields; null: deleted. */
  readonly object: KubernetesObject | null;
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** One event, as it was handled. */
export interface SeenEvent {
  /** In milliseconds since the epoch. */
  readonly at: number;
  readonly event: KwatchmanEvent;
}

/** A list that the server answered to the host. */
export interface AnsweredList {
  readonly askedAt: number;
  readonly answeredAt: number;
}

/** All that is known about one object: what was written, in order, and what the handler was told, in order. */
export interface ObjectHistory {
  /** Kind, namespace and name. */
  readonly subject: string;
  /** False: nobody watches where it is. */
  readonly isWatched: boolean;
  readonly written: readonly WrittenStep[];
  readonly seen: readonly SeenEvent[];
  /** The lists that had it, or would have had it. */
  readonly lists: readonly AnsweredList[];
}
