import { readdirSync, readFileSync } from "node:fs";

/** The variable that marks every process of a run, whatever becomes of its parent, group and session. */
export const runVariable = "KWATCHMAN_RUN";

/** Whether the system says which processes there are, in /proc. */
export const hasProcessTable = process.platform === "linux";

/** A process that has not ended. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** In the kernel's ticks since it was booted: with the pid it names a process for good. */
  readonly startedAt: number;
  /** The run it was started in; undefined too for a process of another user. */
  readonly run: string | undefined;
}

/** All processes but those that have ended and only wait to be asked how. */
export function* readProcesses(): Generator<ProcessFacts> {
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    const facts = Number.isInteger(pid) ? readProcess(pid) : undefined;
    if (facts !== undefined) yield { ...facts, run: readRun(pid) };
  }
}

/** When a process started; undefined if it has ended. */
export function startOf(pid: number): number | undefined {
  return readProcess(pid)?.startedAt;
}

function readProcess(pid: number): Omit<ProcessFacts, "run"> | undefined {
  const stat = readProcessFile(pid, "stat");
  if (stat === undefined) return undefined;
  // The second field is the program's name in parentheses, with whatever its author put there.
  const [state, parent, , session, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (state === "Z" || state === "X") return undefined;
  return { pid, parent: Number(parent), session: Number(session), startedAt: Number(rest[15]) };
}

function readRun(pid: number): string | undefined {
  return readProcessFile(pid, "environ")?.match(runPattern)?.[1];
}

const runPattern = new RegExp(`(?:^|\\0)${runVariable}=([^\\0]*)`);

function readProcessFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "latin1");
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}

/** It ended while it was looked at, or belongs to somebody else. */
function isUnreadable(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOENT" || code === "ESRCH" || code === "EACCES" || code === "EPERM";
}
