import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { programPath } from "./programs.ts";

/** One program of the control plane, running. */
export interface ServerProcess {
  /** Asks the program until it answers true; fails with the end of its log when it exits first. */
  untilReady(isReady: () => Promise<boolean>): Promise<void>;
  pause(): void;
  resume(): void;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Thrown when the program's port was taken between choosing and using it. */
export class PortTakenError extends Error {}

const READY_WITHIN_MS = 90_000;

// On Linux the kernel ends the program with its parent, even after a SIGKILL; elsewhere an exit handler does its best.
const diesWithParent = spawnSync("setpriv", ["--pdeathsig", "KILL", "true"]).status === 0;

export function startServer(name: string, args: readonly string[], folder: string): ServerProcess {
  const logFile = path.join(folder, `${name}.log`);
  const log = openSync(logFile, "a");
  const program = programPath(name);
  const command = diesWithParent ? ["setpriv", "--pdeathsig", "KILL", program] : [program];
  const [file = program, ...before] = command;
  const child = spawn(file, [...before, ...args], { stdio: ["ignore", log, log] });
  closeSync(log);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const killAtExit = () => child.kill("SIGKILL");
  process.once("exit", killAtExit);
  child.once("exit", () => process.off("exit", killAtExit));

  return {
    async untilReady(isReady) {
      const deadline = Date.now() + READY_WITHIN_MS;
      while (!(await isReady())) {
        if (hasEnded()) throw await whyItEnded(name, logFile);
        if (Date.now() > deadline) throw new Error(`Expected ${name} to be ready in time:\n${await tail(logFile)}`);
        await delay(100);
      }
    },
    pause: () => child.kill("SIGSTOP"),
    resume: () => child.kill("SIGCONT"),
    async kill() {
      if (hasEnded()) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

async function whyItEnded(name: string, logFile: string): Promise<Error> {
  const end = await tail(logFile);
  const message = `${name} ended before it was ready:\n${end}`;
  return end.includes("address already in use") ? new PortTakenError(message) : new Error(message);
}

async function tail(file: string): Promise<string> {
  return (await readFile(file, "utf8")).slice(-4000);
}
