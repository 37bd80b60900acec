import type { Writable } from "node:stream";

/** Writes frames to a process, one after the other: none is made before the one before it has left this process. */
export class FrameWriter {
  readonly #stdin: Writable;
  #last: Promise<unknown> = Promise.resolve();

  constructor(stdin: Writable) {
    this.#stdin = stdin;
  }

  /** Resolves when the frame is written; rejects when the process does not read any more. */
  write(frame: () => string | undefined): Promise<void> {
    const written = this.#last.then(() => this.#write(frame()));
    // Whoever wrote it hears of it; the next one tries for itself.
    this.#last = written.catch(() => {});
    return written;
  }

  /** Writes what waits, and then the end. */
  async end(): Promise<void> {
    await this.#last;
    this.#stdin.end();
  }

  #write(text: string | undefined): Promise<void> | undefined {
    if (text === undefined) return undefined;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#stdin.write(text, (error) => (error ? reject(error) : resolve()));
    return promise;
  }
}
