import type { Logger } from "../../../sdk/index.ts";
import type { Clock, Random } from "../../time/clock.ts";
import type { OutputLog } from "./output/output-log.ts";
import type { Processes } from "./processes/processes.ts";

/** What both modes work with. */
export interface ExecParts {
  readonly processes: Processes;
  /** Where what the program prints goes. */
  readonly output: OutputLog;
  /** The host's own log. */
  readonly host: Logger;
  readonly clock: Clock;
  readonly random: Random;
}
