import { Command } from "commander";
import { positive } from "../numbers.ts";
import { print } from "../print.ts";
import { printFindings } from "../report.ts";
import { runRestart } from "./run.ts";

/** `soak restart`: a start with nothing to tell. */
export function restartCommand(): Command {
  return new Command("restart")
    .description("a restart with unchanged objects: no handler is called, and how long until it is ready")
    .option("--objects <number>", "Deployments that do not change", positive, 10_000)
    .action(async ({ objects }: { objects: number }) => {
      const { first, second, storeBytes } = await runRestart(objects);
      const line = (title: string, { calls, secondsToReady }: typeof first) =>
        `${title} ${String(calls).padStart(7)} handler calls, ready after ${secondsToReady.toFixed(1)} s`;
      print(`${objects} Deployments of 3 KB`);
      print(line("first start", first));
      print(line("restart    ", second));
      print(`the store's file takes ${(storeBytes / objects).toFixed(0)} bytes for each`);
      if (first.calls === objects && second.calls === 0) return;
      printFindings(["Expected every object once at the first start, and none at the second."]);
    });
}
