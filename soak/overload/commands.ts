import { Command } from "commander";
import { positive } from "../numbers.ts";
import { print } from "../print.ts";
import { drawSeed } from "../random.ts";
import { megabytes, printFindings } from "../report.ts";
import { runBurst } from "./burst.ts";
import { runRecovery } from "./recovery.ts";

const HEAP_GROWTH_LIMIT = 200 * 1024 * 1024;

interface BurstFlags {
  readonly seed?: string;
  readonly events: number;
  readonly objects: number;
}

/** `soak burst`: more changes than a slow handler can take. */
export function burstCommand(): Command {
  return new Command("burst")
    .description("many changes at once against a handler of 5 ms: all is told, merged, in bounded memory")
    .option("--seed <text>", "what decides the changes")
    .option("--events <number>", "changes", positive, 100_000)
    .option("--objects <number>", "Deployments that they are spread over", positive, 1000)
    .action(async ({ seed = drawSeed(), events: changes, objects }: BurstFlags) => {
      const report = await runBurst({ seed, changes, objects, handlerMs: 5, maxPending: 10_000 });
      print(`${changes} changes of ${objects} objects, seed ${seed}
  events               ${report.events}, for all of them
  time to the last     ${report.seconds.toFixed(1)} s
  heap growth, peak    ${megabytes(report.heapGrowthPeak)}
  resident memory      ${megabytes(report.rssPeak)} at most`);
      printFindings(report.findings);
      if (report.heapGrowthPeak > HEAP_GROWTH_LIMIT) printFindings(["Expected the heap to grow by less than 200 MB"]);
    });
}

interface RecoveryFlags {
  readonly seed?: string;
  readonly minutes: number;
  readonly objects: number;
}

const BETWEEN_CHANGES_MS = 10;

/** `soak recovery`: a handler that fails for a while. */
export function recoveryCommand(): Command {
  return new Command("recovery")
    .description(
      "a handler fails for half of the objects, for a while: every change is handled, or a dead letter and then retried",
    )
    .option("--seed <text>", "what decides the changes")
    .option("--minutes <number>", "how long it fails, about", positive, 10)
    .option("--objects <number>", "Deployments that the changes are spread over", positive, 200)
    .action(async ({ seed = drawSeed(), minutes, objects }: RecoveryFlags) => {
      const during = Math.ceil((minutes * 60_000) / BETWEEN_CHANGES_MS);
      const around = Math.min(during, 6000);
      const report = await runRecovery({
        seed,
        objects,
        changes: [around, during, around],
        pauseMs: BETWEEN_CHANGES_MS,
        retry: "",
      });
      const { othersBefore, othersDuring } = report;
      print(`${during} changes of ${objects} objects while every other one failed, seed ${seed}
  dead letters         ${report.deadLetters}, all handled ${report.secondsToRetry.toFixed(1)} s after retry --all
  the other objects    ${report.othersMeanwhile} events meanwhile
    latency before     ${othersBefore.median} ms, p99 ${othersBefore.p99} ms
    latency meanwhile  ${othersDuring.median} ms, p99 ${othersDuring.p99} ms`);
      printFindings(report.findings);
    });
}
