import type { KubernetesObject } from "../../sdk/index.ts";
import type { Baseline } from "../store/store.ts";

/** How much is kept, in characters of JSON: 2,500 Deployments of 3.3 KB, whose trees take some 25 MB. */
const limit = 8 * 1024 * 1024;

interface Kept {
  readonly json: string;
  readonly tree: KubernetesObject;
}

/**
 * The manifests of what changed last, as frozen trees. Changes come in bursts, and while one lasts a baseline need not
 * be parsed and frozen again: 30 of some 230 µs that an update takes.
 */
export class RecentManifests {
  /** The longest unchanged first. */
  readonly #kept = new Map<string, Kept>();
  #length = 0;

  /** A baseline's manifest. It is not kept any longer: a baseline is read when another is about to take its place. */
  take(baseline: Baseline): KubernetesObject {
    const key = keyOf(baseline);
    const kept = this.#kept.get(key);
    // One version of an object has two texts if it is watched in two API versions.
    if (kept?.json !== baseline.json) return JSON.parse(baseline.json) as KubernetesObject;
    this.#drop(key, kept);
    return kept.tree;
  }

  /** Keeps a baseline's manifest: a tree that is frozen all the way down. */
  keep(baseline: Baseline, tree: KubernetesObject): void {
    const key = keyOf(baseline);
    const before = this.#kept.get(key);
    if (before !== undefined) this.#drop(key, before);
    this.#kept.set(key, { json: baseline.json, tree });
    this.#length += baseline.json.length;
    for (const [oldest, kept] of this.#kept) {
      if (this.#length <= limit) return;
      this.#drop(oldest, kept);
    }
  }

  #drop(key: string, { json }: Kept): void {
    this.#kept.delete(key);
    this.#length -= json.length;
  }
}

function keyOf({ uid, resourceVersion }: Baseline): string {
  return `${uid}@${resourceVersion}`;
}
