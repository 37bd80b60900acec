import type { KubernetesObject } from "../../../event.ts";
import { History, type Change } from "./history.ts";
import { objectKey } from "./object-key.ts";

/** Numbers every write in the cluster. */
export interface RevisionCounter {
  current: number;
}

/** The objects of one kind, their history, and who listens to it. */
export class Collection {
  readonly history: History;
  readonly #counter: RevisionCounter;
  readonly #objects = new Map<string, KubernetesObject>();
  readonly #listeners = new Set<() => void>();
  #sorted: readonly KubernetesObject[] | undefined;
  #closed = false;

  constructor(counter: RevisionCounter, historyLimit: number) {
    this.#counter = counter;
    this.history = new History(historyLimit, counter.current);
  }

  /** True once the kind is no longer served: what the history holds is the last there is. */
  get closed(): boolean {
    return this.#closed;
  }

  get(key: string): KubernetesObject | undefined {
    return this.#objects.get(key);
  }

  /** All objects by namespace and name. The array is never changed: the next write makes the next one. */
  sorted(): readonly KubernetesObject[] {
    this.#sorted ??= [...this.#objects.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
    return this.#sorted;
  }

  /** Writes the object under the next revision and gives it back as written. */
  put(object: KubernetesObject): KubernetesObject {
    const previous = this.#objects.get(objectKey(object.metadata));
    return this.#commit(previous ? "MODIFIED" : "ADDED", object, previous);
  }

  remove(object: KubernetesObject): KubernetesObject {
    return this.#commit("DELETED", object, object);
  }

  /** Calls the listener after every write and at the end, until the returned function is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#tell();
  }

  #commit(type: Change["type"], object: KubernetesObject, previous: KubernetesObject | undefined): KubernetesObject {
    const revision = ++this.#counter.current;
    const written = { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
    const key = objectKey(written.metadata);
    if (type === "DELETED") this.#objects.delete(key);
    else this.#objects.set(key, written);
    this.#sorted = undefined;
    this.history.append({ revision, type, object: written, ...(previous && { previous }) });
    this.#tell();
    return written;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
