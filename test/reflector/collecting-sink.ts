import type { Observation, ObservationSink } from "../../src/pipeline/observation.ts";
import type { Scope, Store } from "../../src/store/store.ts";

/** A sink that keeps what it is told and, as handlers would, moves the baseline on at once. */
export interface CollectingSink extends ObservationSink {
  readonly observations: Observation[];
  readonly listedScopes: Scope[];
  /** Held back until the returned function is called. */
  pause(): () => void;
  /** Forgets what was observed so far. */
  clear(): void;
}

export function createCollectingSink(store: Store): CollectingSink {
  const observations: Observation[] = [];
  const listedScopes: Scope[] = [];
  let room: PromiseWithResolvers<void> | undefined;
  return {
    observations,
    listedScopes,
    observe(observation) {
      observations.push(observation);
      moveBaseline(store, observation);
      return room?.promise;
    },
    async listed(scope) {
      listedScopes.push(scope);
      store.markListed(scope);
    },
    pause() {
      room = Promise.withResolvers();
      return () => {
        room?.resolve();
        room = undefined;
      };
    },
    clear() {
      observations.length = 0;
    },
  };
}

function moveBaseline(store: Store, observation: Observation): void {
  const { scope, namespace, name, uid, resourceVersion, object } = observation;
  if (observation.state === "gone") store.removeBaseline(scope, namespace, name);
  else store.putBaseline(scope, namespace, name, { uid, resourceVersion, json: JSON.stringify(object) });
}
