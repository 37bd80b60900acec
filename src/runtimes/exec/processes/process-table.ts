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

/** So often those are looked for that were started while the others were looked at. */
const maxRounds = 10;

/** All processes but those that have ended and only wait to be asked how; some that are started meanwhile, too. */
export function* readProcesses(): Generator<ProcessFacts> {
  const seen = new Set<string>();
  for (let round = 0; round < maxRounds; round += 1) {
    const added = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && !seen.has(name));
    if (added.length === 0) return;
    for (const name of added) {
      seen.add(name);
      const pid = Number(name);
      const facts = readProcess(pid);
      if (facts !== undefined) yield { ...facts, run: readRun(pid) };
    }
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
