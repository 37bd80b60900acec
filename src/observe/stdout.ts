import { isatty } from "node:tty";
import pino from "pino";

/** Where lines go. */
export interface LogStream {
  write(line: string): void;
  /** @default false */
  readonly hasColours?: boolean;
}

/** What is kept, in bytes, while standard output takes nothing (a full disk); lines beyond that are dropped. */
const maxKept = 16 * 1024 * 1024;

/**
 * Standard output, written before `write` returns: a line that a handler wrote is out when the handler's turn is over. It
 * waits for a slow reader. When the reader is gone nothing more is written, and `onClosed` is called, once.
 */
export function openStdout(onClosed: () => void = () => {}): LogStream {
  const stdout = pino.destination({ fd: 1, sync: true, maxLength: maxKept });
  let isReported = false;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") onClosed();
    else if (!isReported) process.emitWarning(`The log cannot be written, and will be tried again: ${error.message}`);
    isReported = true;
  });
  return { write: (line) => void stdout.write(line), hasColours: isatty(1) && process.stdout.hasColors() };
}
