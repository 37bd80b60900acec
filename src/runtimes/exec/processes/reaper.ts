import { setImmediate as nextTurn } from "node:timers/promises";
import type { Logger } from "../../../../sdk/index.ts";
import type { Clock } from "../../../time/clock.ts";
import { hasProcessTable, type ProcessFacts, readProcesses } from "./process-table.ts";
import { findMembers, killProcess, type Run } from "./run.ts";

/** So many processes are looked at before others get their turn: about a millisecond's work. */
const slice = 32;
/** The pause between two looks, in milliseconds; at least ten times what a look took. */
const shortestPauseMs = 20;
/** Who is still there after so many looks cannot be ended. */
const maxLooks = 100;

/** Finds what runs have left behind, wherever it went, and ends it. One look serves all runs that wait for one. */
export class Reaper {
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #waiting = new Map<Run, { looks: number; readonly done: () => void }>();
  #isWorking = false;

  constructor(log: Logger, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Remembers who belongs to a run, before any of them loses its parent. */
  async note(run: Run): Promise<void> {
    if (hasProcessTable) findMembers(run, await look());
  }

  /** Resolves when nothing of the run is left, or what is left cannot be ended, which is logged. */
  async reap(run: Run): Promise<void> {
    if (!hasProcessTable) {
      killGroup(run);
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.set(run, { looks: 0, done: resolve });
    if (!this.#isWorking) void this.#work();
    await promise;
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    while (this.#waiting.size > 0) {
      const begunAt = performance.now();
      // Those that join while the look is under way wait for the next one: theirs may have been looked at too early.
      const runs = [...this.#waiting.keys()];
      try {
        const processes = await look();
        for (const run of runs) this.#end(run, findMembers(run, processes));
      } catch (error) {
        this.#log.warn("processes could not be looked at, and will be again", { error });
      }
      const pauseMs = Math.max(shortestPauseMs, 10 * (performance.now() - begunAt));
      if (this.#waiting.size > 0) await this.#clock.sleep(pauseMs, never);
    }
    this.#isWorking = false;
  }

  #end(run: Run, members: readonly ProcessFacts[]): void {
    const waiting = this.#waiting.get(run);
    if (waiting === undefined) return;
    for (const member of members) killProcess(member);
    waiting.looks += 1;
    if (members.length > 0 && waiting.looks < maxLooks) return;
    if (members.length > 0) {
      const pids = members.map(({ pid }) => pid);
      this.#log.warn("processes of a handler could not be ended", { handler: run.handler, pids });
    }
    this.#waiting.delete(run);
    waiting.done();
  }
}

const never = new AbortController().signal;

async function look(): Promise<ReadonlyMap<number, ProcessFacts>> {
  const processes = new Map<number, ProcessFacts>();
  for (const facts of readProcesses()) {
    processes.set(facts.pid, facts);
    if (processes.size % slice === 0) await nextTurn();
  }
  return processes;
}

/** Where nobody tells which processes there are, those that left the group stay. */
function killGroup({ pid }: Run): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
