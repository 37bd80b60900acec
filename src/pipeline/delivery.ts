import type { HandlerResult, KubernetesObject, KwatchmanEvent, Logger } from "../../sdk/index.ts";
import type { RetryConfig } from "../config/config.ts";
import type { Baseline, Store } from "../store/store.ts";
import type { Clock, Random } from "../time/clock.ts";
import { buildEvent } from "./build-event.ts";
import type { Chain } from "./chain.ts";
import { type ChainObserver, noObserver } from "./chain-observer.ts";
import { decideChanges, type Change } from "./change.ts";
import { failureFields, type DeadLetterSink } from "./dead-letter.ts";
import { eventVersion } from "./event-version.ts";
import { HandlerFailure } from "./handler-failure.ts";
import type { Passage } from "./passage.ts";
import { RecentManifests } from "./recent-manifests.ts";
import { planRetry } from "./retry.ts";
import type { Waiting } from "./waiting.ts";

/** What a delivery is made with. */
export interface DeliveryOptions {
  /** The cluster's name in events. */
  readonly clusterName: string;
  readonly store: Store;
  /** The chain that deliveries go through. One in flight stays on the chain it began with. */
  readonly chain: () => Chain;
  readonly retry: RetryConfig;
  readonly deadLetters: DeadLetterSink;
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
  /** @default nothing is counted */
  readonly observer?: ChainObserver;
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
      const failure = await runChain(event, passage, options);
      if (failure !== undefined) await deadLetters.add({ event, failure });
      if (next === undefined) {
        store.removeBaseline(scope, namespace, name);
      } else {
        store.putBaseline(scope, namespace, name, next);
        recent.keep(next, event.data.object);
      }
    }
  };
}

/** Runs the chain until it ends; a failure that no further attempt may mend is returned. */
async function runChain(
  event: KwatchmanEvent,
  passage: Passage,
  { chain, retry, log, clock, random, observer = noObserver }: DeliveryOptions,
): Promise<HandlerFailure | undefined> {
  const current = chain();
  const { hooks } = current;
  const version = eventVersion(event);
  const kept = new Map<string, HandlerResult>();
  hooks.event.call(event);
  for (let attempt = 1, charged = 1; ; attempt += 1) {
    try {
      const end = await current.run({ version, attempt, passage, kept });
      if (end !== undefined) log.debug("chain ended", { ...end, id: event.id, subject: event.subject });
      return undefined;
    } catch (error) {
      if (!(error instanceof HandlerFailure)) throw error;
      const facts = { event, handler: error.handler, attempt, error };
      const plan = planRetry(error, charged, retry, random);
      if (plan === undefined) {
        observer.deadLettered(error.handler);
        hooks.deadLetter.call(facts);
        return error;
      }
      log.warn("handler failed, retrying", { ...failureFields(error), delayMs: plan.delayMs });
      observer.retried(error.handler);
      hooks.retry.call({ ...facts, delayMs: plan.delayMs });
      charged += plan.charge;
      await passage.wait(clock.sleep(plan.delayMs, passage.signal));
    }
  }
}

/** Made before the event freezes the object: a frozen one takes twice as long to serialise. */
function nextBaseline({ action, uid, resourceVersion, object }: Change): Baseline | undefined {
  return action === "delete" ? undefined : { uid, resourceVersion, json: JSON.stringify(object) };
}
