import { apiVersionOf, type ServedKind } from "./served-kind.ts";
import { compareVersions } from "./version-priority.ts";

/** What the cluster serves now; definitions of custom resources add to it and take from it. */
export class ServedKinds {
  #kinds: readonly ServedKind[];
  readonly #builtInGroups: ReadonlySet<string>;

  constructor(builtIn: readonly ServedKind[]) {
    this.#kinds = builtIn;
    this.#builtInGroups = new Set(builtIn.map(({ group }) => group));
  }

  serve(kinds: readonly ServedKind[]): void {
    this.#kinds = [...this.#kinds, ...kinds];
  }

  withdraw(storage: string): void {
    this.#kinds = this.#kinds.filter((kind) => kind.storage !== storage);
  }

  find(apiVersion: string, plural: string): ServedKind | undefined {
    return this.#kinds.find((kind) => kind.plural === plural && apiVersionOf(kind) === apiVersion);
  }

  findKind(apiVersion: string, name: string): ServedKind | undefined {
    return this.#kinds.find((kind) => kind.kind === name && apiVersionOf(kind) === apiVersion);
  }

  in(apiVersion: string): readonly ServedKind[] {
    return this.#kinds.filter((kind) => apiVersionOf(kind) === apiVersion);
  }

  /** One of each storage whose objects live in namespaces. */
  namespaced(): readonly ServedKind[] {
    const byStorage = new Map(this.#kinds.map((kind) => [kind.storage, kind]));
    return [...byStorage.values()].filter((kind) => kind.namespaced);
  }

  /** The versions of a group, the preferred one first; empty: there is no such group. */
  versions(group: string): readonly string[] {
    const versions = new Set(this.#kinds.filter((kind) => kind.group === group).map((kind) => kind.version));
    return [...versions].sort(compareVersions);
  }

  /** Whether the group is there without any definition. */
  isBuiltInGroup(group: string): boolean {
    return this.#builtInGroups.has(group);
  }

  /** The groups beside the core one. */
  groups(): readonly string[] {
    return [...new Set(this.#kinds.map((kind) => kind.group))].filter((group) => group !== "");
  }
}
