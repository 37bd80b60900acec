import { textOf } from "./intrinsics.ts";

export type HeadersInit = Headers | Iterable<readonly [string, string]> | Readonly<Record<string, string>> | undefined;

/** HTTP headers by their names in lower case, as the Fetch standard has them. */
export class Headers {
  readonly #values = new Map<string, string>();

  constructor(init?: HeadersInit) {
    if (init === undefined || init === null) return;
    const isIterable = Symbol.iterator in init;
    const pairs = isIterable ? (init as Iterable<readonly [string, string]>) : Object.entries(init);
    for (const [name, value] of pairs) this.append(name, value);
  }

  append(name: string, value: string): void {
    const before = this.get(name);
    this.set(name, before === null ? value : `${before}, ${value}`);
  }

  delete(name: string): void {
    this.#values.delete(keyOf(name));
  }

  get(name: string): string | null {
    return this.#values.get(keyOf(name)) ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(keyOf(name));
  }

  set(name: string, value: string): void {
    this.#values.set(keyOf(name), textOf(value).trim());
  }

  forEach(callback: (value: string, name: string, headers: Headers) => unknown): void {
    for (const [name, value] of this) callback(value, name, this);
  }

  keys(): IterableIterator<string> {
    return this.#sorted().keys();
  }

  values(): IterableIterator<string> {
    return this.#sorted().values();
  }

  entries(): IterableIterator<[string, string]> {
    return this.#sorted().entries();
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }

  #sorted(): Map<string, string> {
    return new Map([...this.#values].sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}

function keyOf(name: string): string {
  return textOf(name).toLowerCase();
}
