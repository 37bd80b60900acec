const newline = 0x0a;

/** Reads JSON texts, one a line, from chunks of bytes that are cut anywhere. */
export class FrameReader {
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #length = 0;

  /** @param maxBytes of one line */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** What this chunk completes. Throws SyntaxError for what is not JSON, RangeError for a line that is too long. */
  *push(chunk: Buffer): Generator {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      this.#add(chunk.subarray(start, end));
      const line = Buffer.concat(this.#pieces, this.#length).toString();
      this.#pieces = [];
      this.#length = 0;
      start = end + 1;
      yield JSON.parse(line) as unknown;
    }
    this.#add(chunk.subarray(start));
  }

  #add(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#length += piece.length;
    if (this.#length > this.#maxBytes) throw new RangeError(`Expected a line of at most ${this.#maxBytes} bytes`);
    this.#pieces.push(piece);
  }
}

/** JSON has no line breaks of its own. */
export function frameOf(message: object): string {
  return `${JSON.stringify(message)}\n`;
}
