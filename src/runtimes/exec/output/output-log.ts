import type { Readable } from "node:stream";
import type { Logger } from "../../../../sdk/index.ts";
import type { Clock } from "../../../time/clock.ts";
import { pause } from "../../../time/pause.ts";
import { type CutLine, LineCutter } from "./line-cutter.ts";

/** The bytes of a line of output that are shown. */
const maxLineBytes = 8 * 1024;
/** What a handler's programs may have written to the log within a window, in bytes; a line counts for some more than it has. */
const maxWindowBytes = 64 * 1024;
const lineCost = 128;
const windowMs = 10_000;
/** How long a flood has to wait before its next piece is read, in milliseconds; four times what the last one took. */
const shortestRestMs = 10;

type StreamName = "stdout" | "stderr";

/** Where a handler's output goes. */
export interface OutputLogOptions {
  /** The plugin's: what it says is shown as its own words. */
  readonly plugin: Logger;
  /** The host's. */
  readonly host: Logger;
  /** The handler's name. */
  readonly handler: string;
  readonly clock: Clock;
}

/** One stream of a program's output, on its way to the log. */
export interface OutputReader {
  push(chunk: Buffer): void;
  /** Nothing more comes. */
  end(): void;
  /** The last line so far that is not empty; "" if there is none. */
  readonly lastLine: string;
}

/** Writes what a handler's programs print to the log, line by line; a flood is cut off, and how much that was is said. */
export class OutputLog {
  readonly #options: OutputLogOptions;
  readonly #closed = new AbortController();
  #windowEndsAt = 0;
  #shownBytes = 0;
  #bytesLeftOut = 0;

  constructor(options: OutputLogOptions) {
    this.#options = options;
  }

  /** Reads a program's output; slowly while more comes than will be shown, so that a flood does not keep the host busy. */
  read(stream: Readable, push: (chunk: Buffer) => void): void {
    const { clock } = this.#options;
    stream.on("data", (chunk: Buffer) => {
      const begunAt = performance.now();
      push(chunk);
      if (!this.#isFlooded()) return;
      stream.pause();
      const restMs = Math.max(shortestRestMs, 4 * (performance.now() - begunAt));
      void clock.sleep(restMs, never).then(() => stream.resume());
    });
  }

  reader(stream: StreamName): OutputReader {
    const cutter = new LineCutter(maxLineBytes);
    let last: Buffer = Buffer.alloc(0);
    const write = (line: CutLine): void => {
      if (line.bytes.length > 0) last = line.bytes;
      this.line(stream, line);
    };
    return {
      push: (chunk) => {
        if (this.#isFlooded()) this.#leaveOut((last = chunk).length);
        else cutter.push(chunk).forEach(write);
      },
      end: () => cutter.end().forEach(write),
      get lastLine() {
        return lastLineOf(last);
      },
    };
  }

  /** Shows a line, if there is room for it. An empty one is not shown, but counts. */
  line(stream: StreamName, { bytes, dropped }: CutLine): void {
    const shown = bytes.subarray(0, maxLineBytes);
    const cut = dropped + bytes.length - shown.length;
    if (!this.#admits(shown.length + lineCost)) this.#leaveOut(bytes.length + dropped + 1);
    else if (bytes.length > 0) {
      this.#options.plugin.info(textOf(shown), { stream, ...(cut > 0 && { bytesLeftOut: cut }) });
    }
  }

  close(): void {
    this.#closed.abort();
    this.#tell();
  }

  #admits(bytes: number): boolean {
    const now = this.#options.clock.now();
    if (now >= this.#windowEndsAt) {
      this.#tell();
      this.#windowEndsAt = now + windowMs;
      this.#shownBytes = 0;
    }
    if (this.#shownBytes + bytes > maxWindowBytes) return false;
    this.#shownBytes += bytes;
    return true;
  }

  #isFlooded(): boolean {
    return this.#bytesLeftOut > 0 && this.#options.clock.now() < this.#windowEndsAt;
  }

  #leaveOut(bytes: number): void {
    if (this.#bytesLeftOut === 0) void this.#tellAtEndOfWindow();
    this.#bytesLeftOut += bytes;
  }

  async #tellAtEndOfWindow(): Promise<void> {
    const { clock } = this.#options;
    const isOver = await pause(this.#windowEndsAt - clock.now(), this.#closed.signal, clock);
    // Once it is closed, all is told already.
    if (isOver) this.#tell();
  }

  #tell(): void {
    const { host, handler } = this.#options;
    if (this.#bytesLeftOut > 0) host.warn("output was left out", { handler, bytes: this.#bytesLeftOut });
    this.#bytesLeftOut = 0;
  }
}

const never = new AbortController().signal;

function lastLineOf(bytes: Buffer): string {
  return textOf(bytes.subarray(-maxLineBytes)).split("\n").at(-1) ?? "";
}

function textOf(bytes: Buffer): string {
  return bytes.toString("utf8").trimEnd();
}
