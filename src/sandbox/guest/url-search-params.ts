import { textOf } from "./intrinsics.ts";
import { TextDecoder } from "./text-encoding.ts";

type Pair = [name: string, value: string];
type Init = string | Iterable<readonly [string, string]> | Readonly<Record<string, string>>;

/** The URL standard's, over a list of pairs. */
export class URLSearchParams {
  #pairs: Pair[];
  readonly #changed: (text: string) => void;

  /** @param changed is told the new text whenever something is changed */
  constructor(init: Init = "", changed: (text: string) => void = () => {}) {
    this.#pairs = pairsOf(init);
    this.#changed = changed;
  }

  get size(): number {
    return this.#pairs.length;
  }

  append(name: string, value: string): void {
    this.#replace([...this.#pairs, [wellFormed(name), wellFormed(value)]]);
  }

  delete(name: string, value?: string): void {
    this.#replace(
      this.#pairs.filter(([one, its]) => one !== textOf(name) || (value !== undefined && its !== textOf(value))),
    );
  }

  get(name: string): string | null {
    return this.#pairs.find(([one]) => one === textOf(name))?.[1] ?? null;
  }

  getAll(name: string): string[] {
    return this.#pairs.filter(([one]) => one === textOf(name)).map(([, value]) => value);
  }

  has(name: string, value?: string): boolean {
    return this.#pairs.some(([one, its]) => one === textOf(name) && (value === undefined || its === textOf(value)));
  }

  set(name: string, value: string): void {
    const first = this.#pairs.findIndex(([one]) => one === textOf(name));
    if (first === -1) return this.append(name, value);
    const pair: Pair = [wellFormed(name), wellFormed(value)];
    this.#replace(
      this.#pairs.flatMap((one, index) => (index === first ? [pair] : one[0] === textOf(name) ? [] : [one])),
    );
  }

  sort(): void {
    this.#replace(this.#pairs.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)));
  }

  forEach(callback: (value: string, name: string, params: URLSearchParams) => unknown): void {
    for (const [name, value] of this.#pairs) callback(value, name, this);
  }

  *keys(): Generator<string> {
    for (const [name] of this.#pairs) yield name;
  }

  *values(): Generator<string> {
    for (const [, value] of this.#pairs) yield value;
  }

  *entries(): Generator<Pair> {
    for (const [name, value] of this.#pairs) yield [name, value];
  }

  [Symbol.iterator](): Generator<Pair> {
    return this.entries();
  }

  toString(): string {
    return this.#pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
  }

  #replace(pairs: Pair[]): void {
    this.#pairs = pairs;
    this.#changed(this.toString());
  }
}

function pairsOf(init: Init): Pair[] {
  if (typeof init === "object" && init !== null) {
    const pairs = Symbol.iterator in init ? [...(init as Iterable<readonly [string, string]>)] : Object.entries(init);
    return pairs.map(([name, value]) => [wellFormed(name), wellFormed(value)]);
  }
  const text = wellFormed(init).replace(/^\?/, "");
  return text.split("&").flatMap((part): Pair[] => {
    if (part === "") return [];
    const [name = "", ...rest] = part.split("=");
    return [[decode(name), decode(rest.join("="))]];
  });
}

function wellFormed(value: unknown): string {
  return textOf(value).toWellFormed();
}

function encode(text: string): string {
  return encodeURIComponent(text)
    .replaceAll("%20", "+")
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Leaves a "%" as it is that begins no byte. */
function decode(text: string): string {
  const spaced = text.replaceAll("+", " ");
  return spaced.replace(/(?:%[\da-f]{2})+/gi, (escaped) => {
    const bytes = escaped.slice(1).split("%");
    return utf8.decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)));
  });
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
