import type { LogStream } from "./stdout.ts";

/** Lines at the bottom of a terminal, redrawn in place. */
export interface StatusLines {
  /** Writes above the lines. */
  readonly stream: LogStream;
  /** Shows these instead of those before; none takes them away. */
  show(lines: readonly string[]): void;
}

/** In characters, as it is now: a window may change. Some terminals do not know: then it is no positive number. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Keeps status lines under what is written to a terminal. Nothing else must write to it meanwhile. */
export function openStatusLines(terminal: LogStream, size: () => TerminalSize): StatusLines {
  let shown: readonly string[] = [];
  /** Up to the first of them, and away with all below. */
  const clear = (): string => (shown.length === 0 ? "" : `\u001B[${shown.length}A\u001B[J`);
  const draw = (): string => shown.map((line) => `${line}\n`).join("");
  return {
    stream: { ...terminal, write: (line) => terminal.write(clear() + line + draw()) },
    show(lines) {
      if (lines.length === 0 && shown.length === 0) return;
      const cleared = clear();
      shown = fitting(lines, size());
      terminal.write(cleared + draw());
    },
  };
}

/** What would wrap, or leave no room for a line above, could not be taken away again. */
function fitting(lines: readonly string[], { columns, rows }: TerminalSize): string[] {
  const room = Math.max(1, (rows > 0 ? rows : 24) - 2);
  const fit = lines.length <= room ? lines : [...lines.slice(0, room - 1), `… ${lines.length - room + 1} more`];
  return fit.map((line) => line.slice(0, Math.max(1, (columns > 0 ? columns : 80) - 1)));
}
