import { createMask } from "../../observe/mask.ts";
import { onItsLines } from "../../observe/terminal-text.ts";
import { conform } from "../../plugin/conform/conform.ts";
import type { Finding } from "../../plugin/conform/findings.ts";
import { readPlugin } from "../../plugin/read-plugin.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { moveConsoleToStderr } from "../plugin-console.ts";
import { reportError } from "../report-error.ts";
import { readEvent } from "./event.ts";
import { readSettings, type SettingsFlags } from "./settings.ts";

export interface ConformFlags extends SettingsFlags {
  readonly event: string;
}

/** `kwatchman plugin conform`: says what the plugin gets wrong; exit code 1 if there is anything. */
export async function conformPlugin(plugin: string, flags: ConformFlags, env: NodeJS.ProcessEnv): Promise<ExitCode> {
  moveConsoleToStderr();
  const { spec, secrets } = readPlugin(plugin, await readSettings(flags), env);
  const event = await readEvent(flags.event);
  try {
    const findings = await conform(spec, event);
    const wrong = findings.filter(({ grade }) => grade === "wrong").length;
    const verdict =
      wrong === 0
        ? `${spec.plugin} stands what it will meet (${spec.runtime}).`
        : `${spec.plugin} gets ${wrong === 1 ? "one thing" : `${wrong} things`} wrong (${spec.runtime}).`;
    const report = [...findings.map(findingText), verdict].join("\n\n");
    process.stdout.write(`${onItsLines(createMask(secrets).text(report))}\n`);
    return wrong === 0 ? exitCodes.ok : exitCodes.failure;
  } catch (error) {
    return reportError(error, secrets);
  }
}

function findingText({ grade, code, says, seen, mend }: Finding): string {
  return `${grade} ${code}: ${says}\n  ${seen}\n  ${mend}`;
}
