import { RequestError } from "../connection/request-error.ts";

const NEWLINE = 0x0a;

/** In MiB. Many times what etcd takes, and little enough for a line without an end not to fill the memory. */
const LONGEST_LINE = 32;

/** Cuts a stream of bytes into lines. A line may come in any number of chunks, cut anywhere, within a character too. */
export class LineSplitter {
  #pieces: Buffer[] = [];
  #length = 0;

  /** The lines that this chunk completes, without their ends. Empty lines are left out. Throws KW_WATCH_LINE_TOO_LONG. */
  *push(chunk: Buffer): Generator<Buffer> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const line = this.#complete(chunk.subarray(start, end));
      start = end + 1;
      if (line.length > 0) yield line;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  #complete(last: Buffer): Buffer {
    if (this.#pieces.length === 0) return last;
    this.#keep(last);
    const line = Buffer.concat(this.#pieces, this.#length);
    this.#pieces = [];
    this.#length = 0;
    return line;
  }

  #keep(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length <= LONGEST_LINE * 1024 * 1024) return;
    throw new RequestError(`expected lines of at most ${LONGEST_LINE} MiB, got a longer one`, {
      code: "KW_WATCH_LINE_TOO_LONG",
    });
  }
}
