/** What may be asked for, from the quietest: everything at this level and above is written. Names of the Go original. */
export const logLevels = ["panic", "fatal", "error", "warning", "info", "debug", "trace"] as const;

export type LogLevel = (typeof logLevels)[number];

/** The same in pino's words, which are those that stand in the lines. The host itself never panics. */
export const pinoLevels = {
  panic: "fatal",
  fatal: "fatal",
  error: "error",
  warning: "warn",
  info: "info",
  debug: "debug",
  trace: "trace",
} as const satisfies Record<LogLevel, string>;
