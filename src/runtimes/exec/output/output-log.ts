import type { Logger } from "../../../../sdk/index.ts";
import type { Clock } from "../../../time/clock.ts";
import { type CutLine, LineCutter } from "./line-cutter.ts";

/** The bytes of a line of output that are shown. */
const maxLineBytes = 8 * 1024;
/** What a handler's programs may have written to the log within a window, in bytes; a line counts for some more than it has. */
const maxWindowBytes = 64 * 1024;
const lineCost = 128;
const windowMs = 10_000;

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
  /** The last line so far that says anything; "" if there is none. */
  readonly lastLine: string;
}

/** Writes what a handler's programs print to the log, line by line; a flood is cut off, and how much that was is said. */
export class OutputLog {
  readonly #options: OutputLogOptions;
  readonly #closed = new AbortController();
  #windowEndsAt = 0;
  #shownBytes = 0;
  #leftOut = { lines: 0, bytes: 0 };

  constructor(options: OutputLogOptions) {
    this.#options = options;
  }

  reader(stream: "stdout" | "stderr"): OutputReader {
    const cutter = new LineCutter(maxLineBytes);
    let lastLine = "";
    const write = (line: CutLine): void => {
      lastLine = textOf(line) || lastLine;
      this.line(stream, line);
    };
    return {
      push: (chunk) => cutter.push(chunk).forEach(write),
      end: () => cutter.end().forEach(write),
      get lastLine() {
        return lastLine;
      },
    };
  }

  line(stream: "stdout" | "stderr", line: CutLine): void {
    const { length } = line.bytes;
    const shown = line.bytes.subarray(0, maxLineBytes);
    const dropped = line.dropped + length - shown.length;
    if (this.#admits(shown.length + lineCost)) {
      const cut = dropped > 0 ? { bytesLeftOut: dropped } : {};
      this.#options.plugin.info(textOf({ bytes: shown, dropped }), { stream, ...cut });
      return;
    }
    if (this.#leftOut.lines === 0) void this.#tellAtEndOfWindow();
    this.#leftOut.lines += 1;
    this.#leftOut.bytes += length + line.dropped;
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

  async #tellAtEndOfWindow(): Promise<void> {
    const { clock } = this.#options;
    try {
      await clock.sleep(this.#windowEndsAt - clock.now(), this.#closed.signal);
    } catch {
      // Closed: all is told already.
      return;
    }
    this.#tell();
  }

  #tell(): void {
    const { host, handler } = this.#options;
    if (this.#leftOut.lines > 0) host.warn("output was left out", { handler, ...this.#leftOut });
    this.#leftOut = { lines: 0, bytes: 0 };
  }
}

function textOf({ bytes }: CutLine): string {
  return bytes.toString("utf8").trimEnd();
}
