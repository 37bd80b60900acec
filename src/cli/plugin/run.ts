import type { KwatchmanEvent } from "../../../sdk/index.ts";
import type { Outcome } from "../../../sdk/outcome.ts";
import { createMask } from "../../observe/mask.ts";
import { onItsLines } from "../../observe/terminal-text.ts";
import { openPlugin } from "../../plugin/open-plugin.ts";
import { readPlugin } from "../../plugin/read-plugin.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { moveConsoleToStderr } from "../plugin-console.ts";
import { reportError } from "../report-error.ts";
import { readEvent } from "./event.ts";
import { openPluginLogs } from "./plugin-log.ts";
import { readSettings, type SettingsFlags } from "./settings.ts";

export interface RunFlags extends SettingsFlags {
  readonly event: string;
  readonly attempt: number;
}

/** `kwatchman plugin run`: one event, one call; its log on standard error, what it came to on standard output. */
export async function runPlugin(plugin: string, flags: RunFlags, env: NodeJS.ProcessEnv): Promise<ExitCode> {
  moveConsoleToStderr();
  const { spec, secrets } = readPlugin(plugin, await readSettings(flags), env);
  const event = await readEvent(flags.event);
  try {
    const opened = await openPlugin(spec, openPluginLogs(spec, secrets, "info"));
    try {
      const { outcome } = await opened.handle(event, flags.attempt);
      process.stdout.write(`${onItsLines(createMask(secrets).text(outcomeText(outcome, event)))}\n`);
      return outcome.outcome === "failed" ? exitCodes.failure : exitCodes.ok;
    } finally {
      await opened.close();
    }
  } catch (error) {
    return reportError(error, secrets);
  }
}

/** What the call came to, for people. */
function outcomeText(outcome: Outcome, event: KwatchmanEvent): string {
  const time = `${outcome.milliseconds} ms`;
  switch (outcome.outcome) {
    case "next":
      return [`next: the event goes on to the handlers that follow (${time})`, ...patched(outcome.data, event)].join(
        "\n",
      );
    case "stopped":
      return `stopped: ${outcome.reason ?? "no reason given"} (${time})`;
    case "passedOver":
      return `passed over: the handler was not called (${time})`;
    case "failed":
      return `failed: ${outcome.code}: ${outcome.message} (${time})\n  ${afterwards(outcome)}`;
  }
}

/** The members of the event's data that a patch has changed. */
function patched(data: KwatchmanEvent["data"], { data: before }: KwatchmanEvent): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(data)])];
  return names
    .filter((name) => JSON.stringify(data[name]) !== JSON.stringify(before[name]))
    .map((name) => `  event.data.${name}: ${JSON.stringify(data[name]) ?? "removed"}`);
}

function afterwards({ retryable, retryAfterMs }: Outcome & { readonly outcome: "failed" }): string {
  if (!retryable) return "kwatchman would give the event up.";
  const pause = retryAfterMs === undefined ? "" : `, after ${retryAfterMs} ms at the earliest`;
  return `kwatchman would try it again${pause}.`;
}
