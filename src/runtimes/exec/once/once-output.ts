import { maxAnswerBytes } from "../../answer-text.ts";
import type { OutputReader } from "../output/output-log.ts";

const brace = "{".charCodeAt(0);

/** A result may be printed as a line. */
const lineEnd = 2;

/** What a program prints to stdout for one event: a result if it begins with `{`, else lines for the log. */
export class OnceOutput {
  readonly #lines: OutputReader;
  #pieces: Buffer[] | undefined;
  #bytes = 0;

  constructor(lines: OutputReader) {
    this.#lines = lines;
  }

  push(chunk: Buffer): void {
    if (this.#bytes === 0 && chunk[0] === brace) this.#pieces = [];
    this.#bytes += chunk.length;
    if (this.#pieces === undefined) this.#lines.push(chunk);
    else if (!this.isTooLarge) this.#pieces.push(chunk);
  }

  end(): void {
    this.#lines.end();
  }

  /** Whether a result has more bytes than it may have. */
  get isTooLarge(): boolean {
    return this.#pieces !== undefined && this.#bytes > maxAnswerBytes + lineEnd;
  }

  /** The result's text; undefined if there is none. */
  get answer(): string | undefined {
    return this.#pieces && Buffer.concat(this.#pieces).toString("utf8").trimEnd();
  }
}
