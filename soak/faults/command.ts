import { Command, Option } from "commander";
import { positive } from "../numbers.ts";
import { print } from "../print.ts";
import { drawSeed } from "../random.ts";
import { printFindings } from "../report.ts";
import { timeFormat } from "./checking/time-format.ts";
import { runFaultsSoak, type FaultsSoakReport } from "./run.ts";
import { faultKinds, type FaultKind } from "./schedule.ts";

interface Flags {
  readonly seed?: string;
  readonly minutes: number;
  readonly seconds?: number;
  readonly names: number;
  readonly only: readonly FaultKind[];
}

/** Up to half a minute, but several in a short run. */
const LONGEST_FAULT_MS = 30_000;

/** `soak faults`: random faults between a real API server and the host. */
export function faultsCommand(): Command {
  return new Command("faults")
    .description("nothing is lost, invented or reordered, and never ready while deaf, whatever happens to the server")
    .option("--seed <text>", "what decides writes and faults; a failure tells its own")
    .option("--minutes <number>", "how long faults strike", positive, 10)
    .option("--seconds <number>", "the same in seconds", positive)
    .option("--names <number>", "names of objects in each of seven places", positive, 300)
    .addOption(new Option("--only <kinds...>", "these faults only").choices(faultKinds).default(faultKinds))
    .action(async (flags: Flags) => {
      const { seed = drawSeed(), minutes, seconds = minutes * 60, names, only } = flags;
      const lastsMs = seconds * 1000;
      const longestFaultMs = Math.min(LONGEST_FAULT_MS, lastsMs / 6);
      const report = await runFaultsSoak({
        seed,
        lastsMs,
        kinds: only,
        longestFaultMs,
        peaceMs: longestFaultMs / 3,
        watchTimeout: "10s",
        names,
        writePauseMs: 80,
        tell: (line) => print(`${timeFormat(Date.now())}  ${line}`),
      });
      tellReport(report, seed);
    });
}

function tellReport({ findings, histories, counts }: FaultsSoakReport, seed: string): void {
  print(JSON.stringify({ seed, ...counts }, undefined, 2));
  if (findings.length === 0)
    return print("Nothing lost, nothing invented, nothing out of order; never ready while deaf.");
  printFindings(findings);
  for (const history of histories) print(`\n${history}`);
  print(`\nAgain: npm run soak -- faults --seed ${seed}, and the other flags as they were.`);
}
