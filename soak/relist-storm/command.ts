import { Command } from "commander";
import { positive } from "../numbers.ts";
import { print } from "../print.ts";
import { runRelistStorm, type RelistStormReport } from "./run.ts";

/** Requests of one watcher, on average over all of them, as docs/faults.md promises. */
const budget = {
  goneInFirstSecond: 3,
  goneInFirstTenSeconds: 6,
  backInFirstSecond: 1,
  backInFirstTenSeconds: 3,
};

/** `soak relist-storm`: what many watchers do to a server that goes and comes back. */
export function relistStormCommand(): Command {
  return new Command("relist-storm")
    .description("many watchers spare a server that is gone, and one that comes back and has to be listed again")
    .option("--watchers <number>", "namespaces, each with a watch of its own", positive, 100)
    .option("--seconds <number>", "how long the server is gone", positive, 20)
    .action(async ({ watchers, seconds }: { watchers: number; seconds: number }) => {
      const report = await runRelistStorm({ watchers, outageMs: seconds * 1000 });
      tell(report);
      const { whileGone, afterReturn } = report;
      const spent = {
        goneInFirstSecond: sum(whileGone, 1) / watchers,
        goneInFirstTenSeconds: sum(whileGone, 10) / watchers,
        backInFirstSecond: sum(afterReturn, 1) / watchers,
        backInFirstTenSeconds: sum(afterReturn, 10) / watchers,
      };
      for (const [name, most] of Object.entries(budget)) {
        const got = spent[name as keyof typeof budget];
        print(`${name.padEnd(24)} ${got.toFixed(2)} requests a watcher, at most ${most}`);
        if (got > most) process.exitCode = 1;
      }
    });
}

function tell({ whileGone, afterReturn, secondsUntilReady }: RelistStormReport): void {
  print("requests in each second since the server went");
  printBars(whileGone);
  print("requests in each second since it came back");
  printBars(afterReturn);
  print(`ready ${secondsUntilReady.toFixed(1)} s after it came back\n`);
}

function printBars(counts: readonly number[]): void {
  const unit = Math.max(1, Math.max(...counts) / 60);
  for (const [second, count] of counts.entries()) {
    print(`${String(second).padStart(4)} s ${String(count).padStart(6)} ${"#".repeat(Math.round(count / unit))}`);
  }
}

function sum(counts: readonly number[], seconds: number): number {
  return counts.slice(0, seconds).reduce((total, count) => total + count, 0);
}
