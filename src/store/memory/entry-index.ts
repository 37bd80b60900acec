import type { Scope } from "../store.ts";
import type { Entry } from "./entries.ts";

type Key = Pick<Scope, "cluster" | "entry">;

/** The entries by cluster and by what the configuration has: every look at a baseline begins here. */
export class EntryIndex {
  readonly #clusters = new Map<string, Map<string, Entry>>();

  get({ cluster, entry }: Key): Entry | undefined {
    return this.#clusters.get(cluster)?.get(entry);
  }

  add(entry: Entry): void {
    const entries = this.#clusters.get(entry.cluster);
    if (entries === undefined) this.#clusters.set(entry.cluster, new Map([[entry.entry, entry]]));
    else entries.set(entry.entry, entry);
  }

  remove({ cluster, entry }: Key): void {
    const entries = this.#clusters.get(cluster);
    if (entries?.delete(entry) === true && entries.size === 0) this.#clusters.delete(cluster);
  }

  *values(): Generator<Entry> {
    for (const entries of this.#clusters.values()) yield* entries.values();
  }
}
