import type { KubernetesObject, Resource } from "../../sdk/index.ts";
import type { Scope } from "../store/store.ts";

/** One change of one object, as the reflector saw it. What it means for handlers is decided when it leaves its lane. */
export interface Observation {
  readonly scope: Scope;
  readonly resource: Resource;
  /** "" for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly state: "present" | "gone";
  /** The manifest (normalised: no managedFields, secrets redacted); null when only a list found the object gone. */
  readonly object: KubernetesObject | null;
  /** The manifest's text, where it is at hand. */
  readonly json?: string | undefined;
  /** Found in the first complete list of a scope that the store has never listed. */
  readonly initial: boolean;
  /** Found by comparing a list with what was known. */
  readonly missed: boolean;
  /** Milliseconds since the epoch. */
  readonly seenAt: number;
}

/** Where reflectors hand on what they observe. */
export interface ObservationSink {
  /** Takes one observation. A promise means: read on when it resolves, the lanes are full until then. */
  observe(observation: Observation): Promise<void> | undefined;
  /** The scope's first complete list was handed on. Resolves when all of it has been handled and that is recorded. */
  listed(scope: Scope): Promise<void>;
}
