import type { KubernetesObject } from "../../../event.ts";

const KEPT = 32;

/** The lists that are being read page by page, each as it was at its first page. */
export class Snapshots {
  readonly #snapshots = new Map<string, readonly KubernetesObject[]>();

  keep(storage: string, revision: number, objects: readonly KubernetesObject[]): void {
    const [oldest] = this.#snapshots.keys();
    if (this.#snapshots.size >= KEPT && oldest !== undefined) this.#snapshots.delete(oldest);
    this.#snapshots.set(`${storage}@${revision}`, objects);
  }

  at(storage: string, revision: number): readonly KubernetesObject[] | undefined {
    return this.#snapshots.get(`${storage}@${revision}`);
  }

  forget(): void {
    this.#snapshots.clear();
  }
}
