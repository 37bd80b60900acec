import type { KubernetesObject } from "../../sdk/index.ts";
import type { Baseline, Store } from "../store/store.ts";
import type { DeadLetterSink } from "./delivery/dead-letter-sink.ts";
import { RecordedResults } from "./delivery/once-results.ts";
import { runChain, type RunChainOptions } from "./delivery/run-chain.ts";
import { buildEvent } from "./event/build-event.ts";
import { decideChanges, type Change } from "./event/change.ts";
import { RecentManifests } from "./event/recent-manifests.ts";
import type { Passage } from "./passage.ts";
import type { Waiting } from "./waiting.ts";

/** What a delivery is made with. */
export interface DeliveryOptions extends RunChainOptions {
  /** The cluster's name in events. */
  readonly clusterName: string;
  readonly store: Store;
  readonly deadLetters: DeadLetterSink;
}

/**
 * Hands one observation's changes to the handlers, with retries, and moves the baseline on when the chain has ended for
 * each. Rejects with the reason of the passage's signal when it is given up first: then the baseline has not moved.
 */
export type Deliver = (waiting: Waiting, passage: Passage) => Promise<void>;

/** The way of a change from its lane to the end of the chain. */
export function createDelivery(options: DeliveryOptions): Deliver {
  const { store, clusterName, deadLetters } = options;
  const recent = new RecentManifests();
  const readManifest = (baseline: Baseline): KubernetesObject => recent.take(baseline);
  return async (waiting, passage) => {
    const { scope, namespace, name } = waiting.observation;
    const baseline = store.getBaseline(scope, namespace, name);
    for (const change of decideChanges(waiting, baseline, readManifest)) {
      const next = nextBaseline(change);
      const event = buildEvent(change, clusterName);
      const kept = new RecordedResults(store, waiting.observation, event.id);
      const defeat = await runChain({ event, kept, attemptsBefore: 0, passage }, options);
      if (defeat !== undefined) deadLetters.add({ event, ...defeat, results: kept.all });
      if (next === undefined) {
        store.removeBaseline(scope, namespace, name);
      } else {
        store.putBaseline(scope, namespace, name, next);
        recent.keep(next, event.data.object);
      }
    }
  };
}

/** Made before the event freezes the object: a frozen one takes twice as long to serialise. */
function nextBaseline({ action, uid, resourceVersion, object, observation }: Change): Baseline | undefined {
  if (action === "delete") return undefined;
  return { uid, resourceVersion, json: observation.json ?? JSON.stringify(object) };
}
