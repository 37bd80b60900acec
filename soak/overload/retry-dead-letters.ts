import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { cli } from "../watched-host.ts";
import type { OverloadedHost } from "./overloaded-host.ts";
import type { Told } from "./told.ts";

const LOOK_EVERY_MS = 500;

/** The list of many letters is long. */
const LONGEST_OUTPUT = 64 * 1024 * 1024;

/**
 * Retries all dead letters of a host that runs in the folder, by its command line, until none is left. Gives back what its
 * handler was told of that. Throws if the host ends before, or nothing changes for so long.
 */
export async function retryDeadLetters(host: OverloadedHost, folder: string, patienceMs: number): Promise<Told[]> {
  const before = host.told().length;
  await run(folder, "retry", "--all");
  let left = -1;
  let since = Date.now();
  for (;;) {
    const { length } = JSON.parse(await run(folder, "list", "--json")) as readonly unknown[];
    if (length === 0) return host.told().slice(before);
    if (length !== left) since = Date.now();
    left = length;
    const { hasEnded, logFile } = host.process;
    if (hasEnded) throw new Error(`Expected the host to run on; see ${logFile}`);
    if (Date.now() - since > patienceMs) throw new Error(`Expected no dead letters, ${left} are left; see ${logFile}`);
    await delay(LOOK_EVERY_MS);
  }
}

async function run(folder: string, ...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env["PATH"] ?? "", HOME: folder };
  const command = [cli, "dead-letters", ...args, "-c", "config.toml"];
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    cwd: folder,
    env,
    maxBuffer: LONGEST_OUTPUT,
  });
  return stdout;
}
