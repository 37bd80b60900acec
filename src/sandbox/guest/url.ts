import { settableUrlParts } from "../url-parts.ts";
import { ask } from "./host.ts";
import { textOf } from "./intrinsics.ts";
import { URLSearchParams } from "./url-search-params.ts";

/** What makes up a URL, as the sandbox tells it: `href`, `protocol`, `host`, … */
type Parts = Readonly<Record<string, string>>;

/** The URL standard's, parsed by the sandbox. */
export class URL {
  #parts: Parts;
  #searchParams: URLSearchParams | undefined;

  constructor(url: unknown, base?: unknown) {
    const parts = partsOf(url, base);
    if (parts === null) throw new TypeError(`Invalid URL: ${textOf(url)}`);
    this.#parts = parts;
  }

  static {
    for (const part of settableUrlParts) {
      Object.defineProperty(this.prototype, part, {
        configurable: true,
        enumerable: true,
        get(this: URL) {
          return this.#parts[part];
        },
        set(this: URL, value: unknown) {
          this.#set(part, textOf(value));
          this.#searchParams = undefined;
        },
      });
    }
  }

  static canParse(url: unknown, base?: unknown): boolean {
    return partsOf(url, base) !== null;
  }

  static parse(url: unknown, base?: unknown): URL | null {
    return URL.canParse(url, base) ? new URL(url, base) : null;
  }

  get origin(): string | undefined {
    return this.#parts["origin"];
  }

  get searchParams(): URLSearchParams {
    this.#searchParams ??= new URLSearchParams(this.#parts["search"], (text) => this.#set("search", text));
    return this.#searchParams;
  }

  toString(): string {
    return this.#parts["href"] ?? "";
  }

  toJSON(): string {
    return this.toString();
  }

  #set(part: string, value: string): void {
    this.#parts = ask({ type: "urlPart", text: this.toString(), part, value }) as Parts;
  }
}

function partsOf(url: unknown, base: unknown): Parts | null {
  return ask({ type: "url", text: textOf(url), base: base === undefined ? "" : textOf(base) }) as Parts | null;
}
