import type { Logger } from "../../../sdk/index.ts";
import type { PluginLogs } from "../open-plugin.ts";

/** What a plugin printed or said, and what its runtime noticed of it. */
export interface Overheard {
  readonly logs: PluginLogs;
  /** Lines of standard output that were no answers. */
  readonly stdout: string[];
  /** Lines of standard error. */
  readonly stderr: string[];
  /** Answers that belonged to no call, or to one that was answered already. */
  readonly strayAnswers: () => number;
  /** Whether an event was not read. */
  readonly wasUnread: () => boolean;
}

/** Listens to a plugin: of what executables do wrong, most shows only in the log. */
export function overhear(): Overheard {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const host = new Map<string, number>();
  const plugin = loggerOf((message, { stream }) => {
    if (stream === "stdout") stdout.push(message);
    if (stream === "stderr") stderr.push(message);
  });
  const count = (message: string): void => void host.set(message, (host.get(message) ?? 0) + 1);
  return {
    logs: { plugin, host: loggerOf(count) },
    stdout,
    stderr,
    strayAnswers: () => host.get("late answer dropped") ?? 0,
    wasUnread: () => host.has("event was not read"),
  };
}

function loggerOf(write: (message: string, fields: Readonly<Record<string, unknown>>) => void): Logger {
  const at: Logger["info"] = (message, fields = {}) => write(message, fields);
  return { debug: at, info: at, warn: at, error: at };
}
