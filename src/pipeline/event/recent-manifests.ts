import type { KubernetesObject } from "../../../sdk/index.ts";
import type { Baseline } from "../../store/store.ts";

/** How much is kept, in characters of JSON: 5,000 Deployments of 3.3 KB, whose trees take some 20 MB. */
const limit = 16 * 1024 * 1024;

interface Kept {
  readonly json: string;
  readonly tree: KubernetesObject;
}

/**
 * The manifests of what changed last, as frozen trees. Changes come in bursts, and while one lasts a baseline need not
 * be parsed and frozen again, a fifth of what an update takes.
 */
export class RecentManifests {
  /** By uid, the longest unchanged first. */
  readonly #kept = new Map<string, Kept>();
  #length = 0;

  /** A baseline's manifest. It is not kept any longer: a baseline is read when another is about to take its place. */
  take(baseline: Baseline): KubernetesObject {
    const kept = this.#kept.get(baseline.uid);
    // Another version, or another text of the same one: the object is watched by two entries.
    if (kept?.json !== baseline.json) return JSON.parse(baseline.json) as KubernetesObject;
    this.#drop(baseline.uid, kept);
    return kept.tree;
  }

  /** Keeps a baseline's manifest: a tree that is frozen all the way down. */
  keep({ uid, json }: Baseline, tree: KubernetesObject): void {
    const before = this.#kept.get(uid);
    if (before !== undefined) this.#drop(uid, before);
    this.#kept.set(uid, { json, tree });
    this.#length += json.length;
    for (const [oldest, kept] of this.#kept) {
      if (this.#length <= limit) return;
      this.#drop(oldest, kept);
    }
  }

  #drop(uid: string, { json }: Kept): void {
    this.#kept.delete(uid);
    this.#length -= json.length;
  }
}
