import { startHost } from "../host.ts";
import { openLog } from "../observe/log.ts";
import { loadConfiguration } from "../registry/load-configuration.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { type Flags, credentialsOf, overridesOf } from "./flags.ts";
import { reportError } from "./report-error.ts";
import { listenForStop } from "./signals.ts";

/** `kwatchman run`: watches until it is told to stop. */
export async function run(flags: Flags, env: NodeJS.ProcessEnv): Promise<ExitCode> {
  const configuration = await loadConfiguration(flags.config, overridesOf(flags), env);
  const { secrets } = configuration;
  const stop = listenForStop();
  const onClosed = (): void => stop.request("nobody reads the output any more");
  const log = openLog({ level: flags.logLevel, secrets, onClosed });
  try {
    const host = await startHost({ configuration, credentials: credentialsOf(flags, env), log, signal: stop.signal });
    await host.ended;
    return exitCodes.ok;
  } catch (error) {
    return reportError(error, secrets);
  } finally {
    stop.release();
  }
}
