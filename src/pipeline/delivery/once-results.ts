import type { HandlerResult } from "../../../sdk/index.ts";
import type { OnceResults, Store } from "../../store/store.ts";
import type { KeptResults } from "../chain/chain-run.ts";
import type { Observation } from "../observation.ts";

/** The results of `once` handlers for one event, recorded as they come: a retry finds them, and so does the next start. */
export class RecordedResults implements KeptResults {
  readonly #store: Store;
  readonly #object: Observation;
  readonly #eventId: string;
  readonly #results: Map<string, HandlerResult>;

  constructor(store: Store, object: Observation, eventId: string) {
    const { scope, namespace, name } = object;
    this.#store = store;
    this.#object = object;
    this.#eventId = eventId;
    this.#results = new Map(store.getOnceResults(scope, namespace, name, eventId));
  }

  get all(): OnceResults {
    return this.#results;
  }

  get(handler: string): HandlerResult | undefined {
    return this.#results.get(handler);
  }

  set(handler: string, result: HandlerResult): void {
    if (this.#results.get(handler) === result) return;
    const { scope, namespace, name } = this.#object;
    this.#results.set(handler, result);
    this.#store.putOnceResults(scope, namespace, name, this.#eventId, this.#results);
  }
}
