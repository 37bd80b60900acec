import { setImmediate as nextTurn } from "node:timers/promises";
import type { Logger } from "../../../../sdk/index.ts";
import type { Clock } from "../../../time/clock.ts";
import { hasProcessTable, type ProcessFacts, readProcesses } from "./process-table.ts";
import { findMembers, killGroup, killProcess, type Run } from "./run.ts";

/** So many processes are looked at before others get their turn: about a millisecond's work. */
const slice = 32;
/** The pause between two looks, in milliseconds; if nobody was found, ten times what the look took, within these bounds. */
const shortestPauseMs = 20;
const longestPauseMs = 1000;
/** A look takes time, and whoever starts a child and ends meanwhile is missed: so often nobody has to be found after somebody was. */
const looksToBeSure = 3;
/** Who is still there after so many looks cannot be ended. */
const maxLooks = 100;

/** A run that has ended, and may have left something behind. */
interface Ended {
  readonly run: Run;
  looks: number;
  emptyLooks: number;
  readonly done: () => void;
}

/** Finds what runs have left behind, wherever it went, and ends it. One look serves all runs that wait for one. */
export class Reaper {
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #ended = new Map<string, Ended>();
  #isWorking = false;

  constructor(log: Logger, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Remembers who belongs to a run, before any of them loses its parent. */
  async note(run: Run): Promise<void> {
    if (!hasProcessTable) return;
    try {
      findMembers(run, await look());
    } catch (error) {
      this.#log.warn("processes could not be looked at", { error });
    }
  }

  /** Resolves when nothing of the run is left, or what is left cannot be ended, which is logged. */
  async reap(run: Run): Promise<void> {
    if (!hasProcessTable) {
      // Those that left the group stay: nobody tells which processes there are.
      killGroup(run);
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ended.set(run.id, { run, looks: 0, emptyLooks: 0, done: resolve });
    if (!this.#isWorking) void this.#work();
    await promise;
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    while (this.#ended.size > 0) {
      const begunAt = performance.now();
      const hasFound = await this.#endAll();
      const tookMs = performance.now() - begunAt;
      const pauseMs = hasFound ? shortestPauseMs : Math.min(longestPauseMs, Math.max(shortestPauseMs, 10 * tookMs));
      if (this.#ended.size > 0) await this.#clock.sleep(pauseMs, never);
    }
    this.#isWorking = false;
  }

  /** One look for all. Resolves to whether anybody was found. */
  async #endAll(): Promise<boolean> {
    // Those that join while the look is under way wait for the next one: theirs may have been looked at too early.
    const all = [...this.#ended.values()];
    try {
      const processes = await look((facts) => {
        if (facts.run !== undefined && this.#ended.has(facts.run)) killProcess(facts);
      });
      return all.map((ended) => this.#end(ended, findMembers(ended.run, processes))).includes(true);
    } catch (error) {
      this.#log.warn("processes could not be looked at, and will be again", { error });
      return false;
    }
  }

  #end(ended: Ended, members: readonly ProcessFacts[]): boolean {
    const { run } = ended;
    for (const member of members) killProcess(member);
    const hasFound = members.length > 0;
    ended.looks += 1;
    ended.emptyLooks = hasFound ? 0 : ended.emptyLooks + 1;
    if (ended.emptyLooks >= (run.known.size > 0 ? looksToBeSure : 1)) this.#forget(ended);
    if (hasFound && ended.looks >= maxLooks) {
      const pids = members.map(({ pid }) => pid);
      this.#log.warn("processes of a handler could not be ended", { handler: run.handler, pids });
      this.#forget(ended);
    }
    return hasFound;
  }

  #forget({ run, done }: Ended): void {
    this.#ended.delete(run.id);
    done();
  }
}

const never = new AbortController().signal;

async function look(found: (facts: ProcessFacts) => void = () => {}): Promise<ReadonlyMap<number, ProcessFacts>> {
  const processes = new Map<number, ProcessFacts>();
  for (const facts of readProcesses()) {
    processes.set(facts.pid, facts);
    found(facts);
    if (processes.size % slice === 0) await nextTurn();
  }
  return processes;
}
