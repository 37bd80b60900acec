import { isatty } from "node:tty";
import pino from "pino";
import type { Logger } from "../../sdk/index.ts";
import { createIsoTime } from "../time/iso-time.ts";
import { type Fields, hostFields, pluginFields } from "./fields.ts";
import { type LogLevel, pinoLevels } from "./levels.ts";
import { createMask, type Mask } from "./mask.ts";
import { prettyLine } from "./pretty.ts";
import { type LogStream, openStdout } from "./stdout.ts";

export { type LogLevel, logLevels } from "./levels.ts";

/** How the host's log is opened. */
export interface LogOptions {
  readonly level: LogLevel;
  /** Masked in every line. */
  readonly secrets: readonly string[];
  /** @default "pretty" on a terminal, else "json" */
  readonly format?: "json" | "pretty";
  /** @default standard output */
  readonly stream?: LogStream;
}

/** The host's log: each line has `level`, `time` (RFC 3339, UTC), `msg` and its fields at the top; errors show their causes. */
export interface HostLog extends Logger {
  /** What hides secrets in every line, for whatever else is written. */
  readonly mask: Mask;
  /** Before the process has to end at once: shown at every level, with the error's stack. */
  fatal(message: string, fields: Fields): void;
  /** The same log; these fields stand in every line. */
  child(fields: Fields): HostLog;
  /**
   * The log that a handler's plugin is given. Fields stand at the top, those named as the host's own (`level`, `time`, `msg`,
   * `handler`) with an underscore after; whatever an untrusted plugin says stands under `output`.
   */
  pluginLogger(handler: string, trusted: boolean): Logger;
}

/** Opens the log: lines of JSON, or for a terminal lines made for reading. Each is written before the call returns. */
export function openLog({ level, secrets, format, stream }: LogOptions): HostLog {
  const mask = createMask(secrets);
  const isoTime = createIsoTime();
  const out = stream ?? openStdout();
  const isPretty = (format ?? (isatty(1) ? "pretty" : "json")) === "pretty";
  const write = (line: string) => {
    const safe = mask.line(line.trimEnd());
    out.write(`${isPretty ? prettyLine(JSON.parse(safe) as Fields, out.hasColours === true) : safe}\n`);
  };
  const lines = pino(
    {
      base: null,
      level: pinoLevels[level],
      timestamp: () => `,"time":"${isoTime(Date.now())}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return hostLog(lines, mask, {});
}

function hostLog(lines: pino.Logger, mask: Mask, always: Fields): HostLog {
  const withStack = lines.isLevelEnabled("debug");
  return {
    mask,
    ...loggerOf(lines, (message, fields) => [hostFields({ ...always, ...fields }, withStack), message]),
    fatal: (message, fields) => lines.fatal(hostFields({ ...always, ...fields }, true), message),
    child: (fields) => hostLog(lines, mask, { ...always, ...fields }),
    pluginLogger: (handler, trusted) =>
      loggerOf(lines, (message, given) => {
        const fields = pluginFields(given, withStack);
        if (trusted) return [{ ...always, handler, ...fields }, message];
        return [{ ...always, handler, output: { message, ...fields } }, "output"];
      }),
  };
}

function loggerOf(lines: pino.Logger, lineOf: (message: string, fields?: Fields) => [Fields, string]): Logger {
  // A plugin may be JavaScript, and its message anything.
  const writeAt = (level: keyof Logger) => (message: unknown, fields?: Fields) => {
    if (lines.isLevelEnabled(level)) lines[level](...lineOf(String(message), fields));
  };
  return { debug: writeAt("debug"), info: writeAt("info"), warn: writeAt("warn"), error: writeAt("error") };
}
