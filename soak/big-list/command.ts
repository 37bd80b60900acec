import { Command } from "commander";
import { positive } from "../numbers.ts";
import { print } from "../print.ts";
import { megabytes, printFindings } from "../report.ts";
import { runBigList, type BigListReport } from "./run.ts";

const HEAP_GROWTH_LIMIT = 200 * 1024 * 1024;
const FAST = { handlerMs: 0, maxPending: 10_000 };
const SLOW = { handlerMs: 5, maxPending: 1000 };

/** `soak big-list`: memory and time of a big paged list. */
export function bigListCommand(): Command {
  return new Command("big-list")
    .description("a list of any size in bounded memory, with a fast handler and with one that holds the reading up")
    .option("--objects <number>", "Deployments to list", positive, 50_000)
    .option("--old-space <MB>", "the host's heap limit, as --max-old-space-size of Node", positive, 192)
    .action(async ({ objects, oldSpace }: { objects: number; oldSpace: number }) => {
      const fast = await runBigList({ objects, oldSpaceMb: oldSpace, ...FAST });
      tell(`${objects} objects, a fast handler`, fast);
      const slow = await runBigList({ objects, oldSpaceMb: oldSpace, ...SLOW });
      tell(`${objects} objects, ${SLOW.handlerMs} ms for each, maxPending = ${SLOW.maxPending}`, slow);
      for (const { heapGrowthPeak } of [fast, slow]) {
        expectThat(heapGrowthPeak < HEAP_GROWTH_LIMIT, "the heap to grow by less than 200 MB");
      }
      expectThat(slow.pausedLooks > 0, "reading to pause for a slow handler");
      expectThat(slow.mostPending <= SLOW.maxPending, "no more to be read than maxPending allows");
    });
}

function tell(title: string, report: BigListReport): void {
  print(`${title}
  handled               ${report.handled}
  time to synced        ${report.secondsToSynced.toFixed(1)} s
  heap growth, peak     ${megabytes(report.heapGrowthPeak)}
  heap growth, kept     ${megabytes(report.heapGrowthKept)}
  outside of the heap   ${megabytes(report.externalPeak)} at most
  resident memory       ${megabytes(report.rssPeak)} at most
  read, not yet handled ${report.mostPending} at most; reading paused in ${report.pausedLooks} looks
`);
}

function expectThat(isSo: boolean, what: string): void {
  if (!isSo) printFindings([`Expected ${what}.`]);
}
