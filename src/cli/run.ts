import { isatty } from "node:tty";
import { type Host, startHost } from "../host.ts";
import { openLog } from "../observe/log.ts";
import { openStdout } from "../observe/stdout.ts";
import { openSyncProgress } from "../observe/sync-progress.ts";
import { loadConfiguration } from "../registry/load-configuration.ts";
import { exitOnCrash } from "./crash.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { type Flags, credentialsOf, overridesOf } from "./flags.ts";
import { listenForHangUp } from "./hang-up.ts";
import { moveConsoleToStderr } from "./plugin-console.ts";
import { reportError } from "./report-error.ts";
import { listenForStop } from "./signals.ts";

/** `kwatchman run`: watches until it is told to stop. */
export async function run(flags: Flags, env: NodeJS.ProcessEnv): Promise<ExitCode> {
  moveConsoleToStderr();
  const configuration = await loadConfiguration(flags.config, overridesOf(flags), env);
  const { secrets } = configuration;
  const stop = listenForStop();
  const stdout = openStdout(() => stop.request("nobody reads the output any more"));
  const progress = isatty(1) ? openSyncProgress(stdout, () => process.stdout) : undefined;
  const log = openLog({ level: flags.logLevel, secrets, stream: progress?.stream ?? stdout });
  let host: Host | undefined;
  const release = exitOnCrash({
    log,
    handlers: () => host?.handlers() ?? configuration.handlers,
    flush: () => host?.flush(),
  });
  const ignoreHangUp = listenForHangUp({
    reload: () => void host?.reload("SIGHUP"),
    stop: () => stop.request("its terminal is gone"),
  });
  try {
    host = await startHost({ configuration, credentials: credentialsOf(flags, env), log, signal: stop.signal });
    progress?.follow(host);
    await host.ended.finally(() => progress?.close());
    return exitCodes.ok;
  } catch (error) {
    return reportError(error, secrets);
  } finally {
    ignoreHangUp();
    release();
    stop.release();
  }
}
