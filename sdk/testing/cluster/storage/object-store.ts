import { Collection, type RevisionCounter } from "./collection.ts";
import { Snapshots } from "./snapshots.ts";

/** All objects of the cluster under one counter of revisions. */
export class ObjectStore {
  readonly snapshots = new Snapshots();
  readonly #historyLimit: number;
  readonly #counter: RevisionCounter = { current: 1 };
  readonly #collections = new Map<string, Collection>();

  constructor(historyLimit: number) {
    this.#historyLimit = historyLimit;
  }

  /** The revision of the newest write. */
  get revision(): number {
    return this.#counter.current;
  }

  collection(storage: string): Collection {
    let collection = this.#collections.get(storage);
    if (!collection) {
      collection = new Collection(this.#counter, this.#historyLimit);
      this.#collections.set(storage, collection);
    }
    return collection;
  }

  /** Ends the collection; one asked for later under the same name is a new one. */
  drop(storage: string): void {
    this.#collections.get(storage)?.close();
    this.#collections.delete(storage);
  }

  /** Forgets all history: older resourceVersions and continue tokens have expired. */
  compact(): void {
    for (const collection of this.#collections.values()) collection.history.forget(this.revision);
    this.snapshots.forget();
  }
}
