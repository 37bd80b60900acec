import { Command } from "commander";
import { startControlPlane } from "../../test/control-plane/control-plane.ts";
import { timeFormat } from "../faults/checking/time-format.ts";
import { positive } from "../numbers.ts";
import { print } from "../print.ts";
import { drawSeed } from "../random.ts";
import { printFindings } from "../report.ts";
import { runKill9 } from "./run.ts";

interface Flags {
  readonly seed?: string;
  readonly kills: number;
  readonly writes: number;
}

/** `soak kill9`: kills at random moments between a real API server and the store's file. */
export function kill9Command(): Command {
  return new Command("kill9")
    .description("nothing is lost, invented or reordered, however often the host is killed")
    .option("--seed <text>", "what decides writes and kills; a failure tells its own")
    .option("--kills <number>", "how often it is killed", positive, 200)
    .option("--writes <number>", "how much is written at least", positive, 5000)
    .action(async ({ seed = drawSeed(), kills, writes }: Flags) => {
      const server = await startControlPlane();
      try {
        const { findings, counts } = await runKill9({
          seed,
          kills,
          writes,
          names: 40,
          writePauseMs: 120,
          longestLifeMs: 4000,
          server,
          tell: (line) => print(`${timeFormat(Date.now())}  ${line}`),
        });
        print(JSON.stringify({ seed, ...counts }, undefined, 2));
        printFindings(findings);
        if (findings.length === 0) print("Nothing lost, nothing invented, nothing out of order.");
      } finally {
        await server.stop();
      }
    });
}
