import type { Readable, Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Clock } from "../../../time/clock.ts";
import { within } from "../../../time/within.ts";
import type { Reaper } from "./reaper.ts";
import type { Run } from "./run.ts";
import type { Spawned } from "./spawn.ts";

/** How a program ended. */
export interface Exit {
  readonly code: number | undefined;
  readonly signal: string | undefined;
}

/** Its output may be held open by somebody who was not found, for so long, in milliseconds. */
const heldOpenMs = 1000;
/** After SIGKILL only the kernel can keep a process, and for longer than this nobody waits for it. */
const unkillableMs = 2000;

/** A program that runs, and all that it starts. */
export class Child {
  readonly run: Run;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the program itself has ended, whatever it left running. */
  readonly exited: Promise<Exit>;
  /** Resolves when nothing more of its output can come. Both outputs have to be read. */
  readonly drained: Promise<void>;
  /** Resolves when the program and all that it left running are gone. */
  readonly gone: Promise<void>;
  readonly #process: Spawned;
  readonly #reaper: Reaper;
  readonly #clock: Clock;
  #ending: Promise<void> | undefined;

  constructor(spawned: Spawned, run: Run, reaper: Reaper, clock: Clock) {
    this.#process = spawned;
    this.#reaper = reaper;
    this.#clock = clock;
    this.run = run;
    this.stdin = spawned.stdin;
    this.stdout = spawned.stdout;
    this.stderr = spawned.stderr;
    this.exited = exitOf(spawned);
    this.gone = this.exited.then(() => reaper.reap(run));
    this.drained = this.#drain();
  }

  /** Ends the program and all that it started: SIGTERM, and SIGKILL for what is left after the grace, in milliseconds. */
  end(graceMs: number): Promise<void> {
    this.#ending ??= this.#end(graceMs);
    return this.#ending;
  }

  /** Ends them at once. */
  async kill(): Promise<void> {
    this.#signal("SIGKILL");
    await within(unkillableMs, this.gone, this.#clock);
  }

  async #end(graceMs: number): Promise<void> {
    // Nobody is started any more while it is noted who is there.
    this.#signal("SIGSTOP");
    await this.#reaper.note(this.run);
    this.#signal("SIGTERM");
    this.#signal("SIGCONT");
    await within(graceMs, this.exited, this.#clock);
    await this.kill();
  }

  /** To the whole group, as long as its number cannot have become another's: then the reaper takes care of the rest. */
  #signal(name: NodeJS.Signals): void {
    const { exitCode, signalCode } = this.#process.nodeChildProcess;
    if (exitCode === null && signalCode === null) this.#process.kill(name);
  }

  async #drain(): Promise<void> {
    const ended = Promise.allSettled([finished(this.stdout), finished(this.stderr)]);
    await Promise.race([ended, this.gone.then(() => within(heldOpenMs, ended, this.#clock))]);
    this.stdout.destroy();
    this.stderr.destroy();
  }
}

function exitOf({ nodeChildProcess }: Spawned): Promise<Exit> {
  return new Promise((resolve) => {
    nodeChildProcess.once("exit", (code, signal) => {
      resolve({ code: code ?? undefined, signal: signal ?? undefined });
    });
  });
}
