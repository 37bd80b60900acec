import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** How a host under test is started. */
export interface HostProcessOptions {
  /** Where its configuration and its log are written. */
  readonly folder: string;
  /** TOML. */
  readonly config: string;
  readonly kubeconfig: string;
  /** Flags for Node. @default none */
  readonly nodeFlags?: readonly string[];
}

/** kwatchman, in a process of its own. */
export interface HostProcess {
  readonly logFile: string;
  /** Stops it with SIGTERM. Resolves with what is wrong with its end; empty: nothing. */
  stop(): Promise<readonly string[]>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  readonly hasEnded: boolean;
}

/** kwatchman's command line. */
export const cli = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));

/** Starts kwatchman by its command line, with an environment of its own. It dies with this process. */
export async function startHostProcess(options: HostProcessOptions): Promise<HostProcess> {
  const { folder, config, kubeconfig, nodeFlags = [] } = options;
  const configFile = path.join(folder, "config.toml");
  const logFile = path.join(folder, "kwatchman.log");
  await writeFile(configFile, config);
  const log = openSync(logFile, "a");
  const child = spawn(process.execPath, [...nodeFlags, cli, "run", "-c", configFile, "-k", kubeconfig], {
    cwd: folder,
    env: { ...inherited(), HOME: folder },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const killAtExit = () => child.kill("SIGKILL");
  process.once("exit", killAtExit);
  const ended = once(child, "exit");
  return {
    logFile,
    get hasEnded() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
      process.off("exit", killAtExit);
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
      process.off("exit", killAtExit);
      if (child.exitCode === 0) return [];
      return [`Expected kwatchman to exit with 0, got ${child.exitCode ?? child.signalCode}; see ${logFile}`];
    },
  };
}

/** Where programs are found, and what V8 made of the code before. */
function inherited(): NodeJS.ProcessEnv {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return { PATH, ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }) };
}
