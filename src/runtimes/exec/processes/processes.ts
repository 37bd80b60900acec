import { randomBytes } from "node:crypto";
import type { Logger } from "../../../../sdk/index.ts";
import type { Clock } from "../../../time/clock.ts";
import type { ExecSpec } from "../../handler-spec.ts";
import { startFailure } from "../start-failure.ts";
import { Child } from "./child.ts";
import { hasProcessTable, readProcesses, runVariable, startOf } from "./process-table.ts";
import { Reaper } from "./reaper.ts";
import { findMembers, killGroup, killProcess, type Run } from "./run.ts";
import { spawn, type Spawned } from "./spawn.ts";

/** A program that is being written at the moment cannot be started; so often it is tried again. */
const maxBusyTries = 20;
const busyPauseMs = 25;

/** All programs that run for handlers of this host. */
export class Processes {
  readonly #host = randomBytes(8).toString("hex");
  readonly #children = new Set<Child>();
  readonly #reaper: Reaper;
  readonly #clock: Clock;
  #started = 0;

  constructor(log: Logger, clock: Clock) {
    this.#reaper = new Reaper(log, clock);
    this.#clock = clock;
  }

  /** Starts a handler's program with these variables beside its own. Rejects with KW_EXEC_NOT_STARTED. */
  async start(spec: ExecSpec, variables: Readonly<Record<string, string>>): Promise<Child> {
    this.#started += 1;
    const id = `${this.#host}-${this.#started}`;
    const env = { ...spec.env, ...variables, [runVariable]: id };
    for (let tries = 1; ; tries += 1) {
      const spawned = spawn(spec, env);
      const { pid } = spawned;
      if (pid !== undefined) return this.#keep(spawned, { id, handler: spec.name, pid });
      const result = await spawned;
      if (result.code !== "ETXTBSY" || tries === maxBusyTries) throw startFailure(spec, result);
      await this.#clock.sleep(busyPauseMs, never);
    }
  }

  /** Ends whatever still runs, at once. */
  async close(): Promise<void> {
    await Promise.all([...this.#children].map((child) => child.kill()));
  }

  /** What nobody had the time to wait for, or was left by a crash, ends with the host. */
  readonly #endAtExit = (): void => {
    const runs = [...this.#children].map(({ run }) => run);
    if (!hasProcessTable) return runs.forEach(killGroup);
    const processes = new Map(Array.from(readProcesses(), (facts) => [facts.pid, facts]));
    for (const run of runs) findMembers(run, processes).forEach(killProcess);
  };

  #keep(spawned: Spawned, facts: Pick<Run, "id" | "handler" | "pid">): Child {
    const run = { ...facts, startedAt: startOf(facts.pid), known: new Map<number, number>() };
    const child = new Child(spawned, run, this.#reaper, this.#clock);
    if (this.#children.size === 0) process.on("exit", this.#endAtExit);
    this.#children.add(child);
    void child.gone.then(() => this.#forget(child));
    return child;
  }

  #forget(child: Child): void {
    this.#children.delete(child);
    if (this.#children.size === 0) process.off("exit", this.#endAtExit);
  }
}

const never = new AbortController().signal;
