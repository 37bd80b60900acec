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

/** The pids of processes with this word among their arguments, those that are started meanwhile included. */
export function living(word: string): number[] {
  return [...livingCommands(word).keys()];
}

/** As above, with their arguments. */
export function livingCommands(word: string): Map<number, string> {
  const seen = new Set<number>();
  const found = new Map<number, string>();
  for (let before = -1; before < seen.size;) {
    before = seen.size;
    const added = readdirSync("/proc")
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && !seen.has(pid));
    for (const pid of added) {
      seen.add(pid);
      const command = commandOf(pid);
      if (command.includes(word)) found.set(pid, command);
    }
  }
  return found;
}

/** "" for a process that has ended. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}
