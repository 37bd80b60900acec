import { type ProcessFacts, startOf } from "./process-table.ts";

/** Everything that was started by one start of a program. */
export interface Run {
  /** What its processes are marked with. */
  readonly id: string;
  /** The handler's name. */
  readonly handler: string;
  /** Of the program itself, which leads a session of its own. */
  readonly pid: number;
  /** undefined if it had ended before it could be looked at, or nobody says. */
  readonly startedAt: number | undefined;
  /** Those found so far, by pid: when they started. */
  readonly known: Map<number, number>;
}

/**
 * The run's processes: marked by their environment, in the program's session, found before, or started by one of these.
 * Remembers them.
 */
export function findMembers(run: Run, processes: ReadonlyMap<number, ProcessFacts>): readonly ProcessFacts[] {
  const members = new Map<number, ProcessFacts>();
  const isSessionTheirs = !isReused(run, processes);
  for (const facts of processes.values()) {
    const isMember =
      run.known.get(facts.pid) === facts.startedAt ||
      (isSessionTheirs && facts.session === run.pid) ||
      facts.run === run.id;
    if (isMember) members.set(facts.pid, facts);
  }
  for (let before = -1; before < members.size;) {
    before = members.size;
    for (const facts of processes.values()) if (members.has(facts.parent)) members.set(facts.pid, facts);
  }
  for (const { pid, startedAt } of members.values()) run.known.set(pid, startedAt);
  return [...members.values()];
}

/** A session's number is free for others when its last process has ended. */
function isReused({ pid, startedAt }: Run, processes: ReadonlyMap<number, ProcessFacts>): boolean {
  const leader = processes.get(pid);
  return leader !== undefined && leader.startedAt !== startedAt;
}

/** Ends a process with SIGKILL, unless its pid has become another's meanwhile. */
export function killProcess({ pid, startedAt }: ProcessFacts): void {
  if (startOf(pid) !== startedAt) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!isOutOfReach(error)) throw error;
  }
}

/** Ends the run's process group. */
export function killGroup({ pid }: Run): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!isOutOfReach(error)) throw error;
  }
}

/** It has just ended, or runs as another user: whether it is still there, the next look tells. */
function isOutOfReach(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ESRCH" || error.code === "EPERM");
}
