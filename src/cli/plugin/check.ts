import { openPlugin } from "../../plugin/open-plugin.ts";
import { readPlugin } from "../../plugin/read-plugin.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { moveConsoleToStderr } from "../plugin-console.ts";
import { reportError } from "../report-error.ts";
import { openPluginLogs } from "./plugin-log.ts";
import { readSettings, type SettingsFlags } from "./settings.ts";

/** `kwatchman plugin check`: reads its manifest and its settings, loads it, waits until it could be called, lets it go. */
export async function checkPlugin(plugin: string, flags: SettingsFlags, env: NodeJS.ProcessEnv): Promise<ExitCode> {
  moveConsoleToStderr();
  const { spec, secrets } = readPlugin(plugin, await readSettings(flags), env);
  try {
    const opened = await openPlugin(spec, openPluginLogs(spec, secrets, "error"));
    await opened.close();
  } catch (error) {
    reportError(error, secrets);
    return exitCodes.usage;
  }
  process.stdout.write(`${spec.plugin} is right, and can be called (${spec.runtime}).\n`);
  return exitCodes.ok;
}
