import type { ObjectVersion } from "./raw-object.ts";

/**
 * What a reflector remembers of the objects it has observed: uid and resourceVersion of each, nothing more, so that
 * the next list can be compared with it.
 */
export class KnownVersions {
  readonly #namespaces = new Map<string, Map<string, KnownVersion>>();
  #pass = 0;
  #size = 0;

  /** How many objects are known. */
  get size(): number {
    return this.#size;
  }

  get(namespace: string, name: string): Readonly<KnownVersion> | undefined {
    return this.#namespaces.get(namespace)?.get(name);
  }

  set({ namespace, name, uid, resourceVersion }: ObjectVersion): void {
    let names = this.#namespaces.get(namespace);
    if (names === undefined) {
      names = new Map();
      this.#namespaces.set(namespace, names);
    }
    if (!names.has(name)) this.#size += 1;
    names.set(name, { uid, resourceVersion, seenInPass: this.#pass });
  }

  remove(namespace: string, name: string): void {
    const names = this.#namespaces.get(namespace);
    if (names?.delete(name) !== true) return;
    this.#size -= 1;
    if (names.size === 0) this.#namespaces.delete(namespace);
  }

  /** Those in which anything is known. */
  namespaces(): string[] {
    return [...this.#namespaces.keys()];
  }

  /** A list begins from its first page: nothing has been seen in it yet. Gives the pass's number, for `unseen`. */
  beginPass(): number {
    this.#pass += 1;
    return this.#pass;
  }

  /** The list has this object, as it is known. */
  markSeen(namespace: string, name: string): void {
    const known = this.#namespaces.get(namespace)?.get(name);
    if (known !== undefined) known.seenInPass = this.#pass;
  }

  /** What a complete list did not have, in one namespace or, when undefined, in all. */
  unseen(namespace: string | undefined, pass: number): ObjectVersion[] {
    const gone: ObjectVersion[] = [];
    const searched = namespace === undefined ? this.namespaces() : [namespace];
    for (const each of searched) {
      for (const [name, known] of this.#namespaces.get(each) ?? []) {
        if (known.seenInPass < pass) gone.push({ namespace: each, name, ...known });
      }
    }
    return gone;
  }
}

interface KnownVersion {
  readonly uid: string;
  readonly resourceVersion: string;
  seenInPass: number;
}
