import type { Logger, Resource } from "../../../sdk/index.ts";
import type { ObservationSink } from "../../pipeline/observation.ts";
import type { Scope } from "../../store/store.ts";
import type { Clock } from "../../time/clock.ts";
import type { Normalise } from "../normalise.ts";
import type { Difference } from "./differences.ts";
import type { KnownVersions } from "./known-versions.ts";

/** What an observation is made of beside the difference itself. */
export interface HandOnOptions {
  readonly sink: ObservationSink;
  readonly scope: Scope;
  readonly resource: Resource;
  readonly known: KnownVersions;
  readonly normalise: Normalise;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Hands a difference on; a promise means: read on when it resolves. It never rejects. */
export type HandOn = (difference: Difference) => Promise<void> | undefined;

/** What is handed on becomes known. What the sink fails to take does not, so that the next list finds it again. */
export function createHandOn({ sink, scope, resource, known, normalise, clock, log }: HandOnOptions): HandOn {
  return ({ state, version, raw, json, initial, missed }) => {
    const { namespace, name } = version;
    const before = known.get(namespace, name);
    const forget = (error: unknown) => {
      if (before === undefined) known.remove(namespace, name);
      else known.set({ namespace, name, ...before });
      log.error("observation not taken", { namespace, name, error });
    };
    if (state === "present") known.set(version);
    else known.remove(namespace, name);
    try {
      const object = raw === null ? null : normalise(raw);
      const room = sink.observe({
        scope,
        resource,
        ...version,
        state,
        object,
        // Not of an object that had to be changed.
        json: object === raw ? json : undefined,
        initial,
        missed,
        seenAt: clock.now(),
      });
      return room?.catch(forget);
    } catch (error) {
      forget(error);
      return undefined;
    }
  };
}
