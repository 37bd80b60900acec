import { readdirSync, readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";

/** A word to put into a program's arguments, by which it and nothing else is found again. */
export function tracer(): string {
  const word = `tracer-${randomUUID()}`;
  onTestFinished(() => {
    for (const pid of living(word)) process.kill(pid, "SIGKILL");
  });
  return word;
}

/** The pids of processes with this word among their arguments. */
export function living(word: string): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && commandOf(pid).includes(word));
}

/** "" for a process that has ended. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}
