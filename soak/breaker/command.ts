import { Command } from "commander";
import { positive } from "../numbers.ts";
import { print } from "../print.ts";
import { drawSeed } from "../random.ts";
import { megabytes, printFindings } from "../report.ts";
import { runBreaker } from "./run.ts";

interface BreakerFlags {
  readonly seed?: string;
  readonly minutes: number;
  readonly objects: number;
}

/** `soak breaker`: a handler that fails until others would have given up. */
export function breakerCommand(): Command {
  return new Command("breaker")
    .description("one handler fails for all but two of the minutes: its events wait, all others go on")
    .option("--seed <text>", "what decides the changes")
    .option("--minutes <number>", "how long it takes, about", positive, 12)
    .option("--objects <number>", "Deployments that the changes are spread over", positive, 200)
    .action(async ({ seed = drawSeed(), minutes, objects }: BreakerFlags) => {
      const during = Math.max(10, (minutes - 2) * 60);
      const report = await runBreaker({ seed, objects, seconds: [60, during, 60] });
      const { othersBefore, othersDuring } = report;
      print(`${report.changes} changes of ${objects} objects; the handler of half of them failed for ${(report.failedMs / 1000).toFixed(0)} s, seed ${seed}
  events               ${report.events}, of these ${report.deadLetters} dead letters
  the breaker          opened after ${report.openedAfterMs} ms, closed ${report.closedAfterMs} ms after the end, ${report.trials} trials
  waiting              ${report.mostWaiting} events at most
  the other objects
    latency before     ${othersBefore.median} ms, p99 ${othersBefore.p99} ms
    latency meanwhile  ${othersDuring.median} ms, p99 ${othersDuring.p99} ms
  heap growth, peak    ${megabytes(report.heapGrowthPeak)}
  resident memory      ${megabytes(report.rssPeak)} at most`);
      printFindings(report.findings);
    });
}
