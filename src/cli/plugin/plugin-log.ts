import { type HostLog, type LogLevel, openLog } from "../../observe/log.ts";
import type { PluginLogs } from "../../plugin/open-plugin.ts";
import type { HandlerSpec } from "../../runtimes/handler-spec.ts";

/** What a plugin and its runtime say goes to standard error, as lines for people; the reader is its author. */
export function openPluginLogs({ name }: HandlerSpec, secrets: readonly string[], level: LogLevel): PluginLogs {
  const write = (line: string): void => void process.stderr.write(line);
  const log: HostLog = openLog({ level, secrets, format: "pretty", stream: { write } });
  return { plugin: log.pluginLogger(name, true), host: log };
}
