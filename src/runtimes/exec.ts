import type { Logger } from "../../sdk/index.ts";
import type { Clock, Random } from "../time/clock.ts";
import { Once } from "./exec/once.ts";
import { OutputLog } from "./exec/output/output-log.ts";
import type { Processes } from "./exec/processes/processes.ts";
import { Stream } from "./exec/stream.ts";
import type { ExecSpec } from "./handler-spec.ts";
import type { Handler } from "./handler.ts";

/** What executables share. */
export interface ExecOptions {
  readonly processes: Processes;
  /** The host's own log. */
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
}

/** Runs a local program: one for each event, or one that stays. What it prints goes to the given log. */
export function loadExec(spec: ExecSpec, log: Logger, { processes, log: host, clock, random }: ExecOptions): Handler {
  const output = new OutputLog({ plugin: log, host, handler: spec.name, clock });
  const parts = { processes, output, host, clock, random };
  const program = spec.mode === "once" ? new Once(spec, parts) : new Stream(spec, parts);
  return {
    spec,
    log,
    call: (call) => program.call(call),
    ...(program instanceof Stream && {
      ready: () => program.ready(),
      capacity: (listener: (calls: number) => void) => program.capacity(listener),
    }),
    async close() {
      await program.close();
      output.close();
    },
  };
}
