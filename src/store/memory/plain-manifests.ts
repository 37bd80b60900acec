import { compressManifest, dictionaryOf } from "./compression.ts";
import type { Journal, KeptBaseline } from "./entries.ts";

/**
 * The manifests that are kept uncompressed: those put last. Compressing one and reading it back costs some 100 µs, as
 * much as all else that is done for an update, so only what has not changed for long pays it.
 */
export class PlainManifests {
  /** The longest unchanged first. */
  readonly #kept = new Set<KeptBaseline>();
  readonly #limit: number;
  readonly #journal: Journal;
  #length = 0;

  /** @param limit how much stays uncompressed, in characters */
  constructor(limit: number, journal: Journal) {
    this.#limit = limit;
    this.#journal = journal;
  }

  add(baseline: KeptBaseline): void {
    if (baseline.manifest.isCompressed) return;
    this.#kept.add(baseline);
    this.#length += baseline.manifest.text.length;
    this.#compressOldest();
  }

  remove(baseline: KeptBaseline): void {
    if (this.#kept.delete(baseline)) this.#length -= baseline.manifest.text.length;
  }

  #compressOldest(): void {
    for (const baseline of this.#kept) {
      if (this.#length <= this.#limit) return;
      this.remove(baseline);
      this.#compress(baseline);
    }
  }

  #compress(baseline: KeptBaseline): void {
    const { place, name, manifest } = baseline;
    const { entry } = place;
    if (entry.dictionary === undefined) {
      entry.dictionary = dictionaryOf(manifest.text);
      this.#journal.entryChanged(entry);
    }
    const compressed = compressManifest(manifest.text, entry);
    if (compressed === undefined) return;
    baseline.manifest = compressed;
    this.#journal.baselineChanged(place, name);
  }
}
