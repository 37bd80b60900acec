const NEWLINE = 0x0a;

/** Cuts a stream of bytes into lines. A line may come in any number of chunks, cut anywhere, within a character too. */
export class LineSplitter {
  #pieces: Buffer[] = [];

  /** The lines that this chunk completes, without their ends. Empty lines are left out. */
  *push(chunk: Buffer): Generator<Buffer> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const line = this.#complete(chunk.subarray(start, end));
      start = end + 1;
      if (line.length > 0) yield line;
    }
    if (start < chunk.length) this.#pieces.push(chunk.subarray(start));
  }

  #complete(last: Buffer): Buffer {
    if (this.#pieces.length === 0) return last;
    const line = Buffer.concat([...this.#pieces, last]);
    this.#pieces = [];
    return line;
  }
}
