const newline = 0x0a;

/** One line, without its end. */
export interface CutLine {
  readonly bytes: Buffer;
  /** So many more bytes than the longest line may have were dropped. */
  readonly dropped: number;
}

/** Cuts a stream of bytes into lines, and holds no more of a line than it may have. */
export class LineCutter {
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #kept = 0;
  #dropped = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that this chunk completes. */
  *push(chunk: Buffer): Generator<CutLine> {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      this.#hold(chunk.subarray(start, end));
      start = end + 1;
      yield this.#cut();
    }
    this.#hold(chunk.subarray(start));
  }

  /** The line that was begun and has no end, if there is one. */
  *end(): Generator<CutLine> {
    if (this.#pieces.length > 0) yield this.#cut();
  }

  #hold(piece: Buffer): void {
    const kept = piece.subarray(0, this.#maxBytes - this.#kept);
    if (kept.length > 0) this.#pieces.push(kept);
    this.#kept += kept.length;
    this.#dropped += piece.length - kept.length;
  }

  #cut(): CutLine {
    const [first] = this.#pieces;
    const isWhole = this.#pieces.length === 1 && first !== undefined;
    const line = { bytes: isWhole ? first : Buffer.concat(this.#pieces), dropped: this.#dropped };
    this.#pieces = [];
    this.#kept = 0;
    this.#dropped = 0;
    return line;
  }
}
