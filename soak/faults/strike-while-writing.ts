import { setTimeout as delay } from "node:timers/promises";
import type { Outage } from "./checking/check-readiness.ts";
import type { Fault } from "./schedule.ts";
import { strike, type Target } from "./strike.ts";
import type { Writers } from "./writing/writers.ts";

/** Faults strike one after the other while everything is written to, until the time is over. Resolves with all of them. */
export async function strikeWhileWriting(
  faults: Iterable<Fault>,
  lastsMs: number,
  {
    target,
    writers,
    tell,
  }: { readonly target: Target; readonly writers: Writers; readonly tell: (line: string) => void },
): Promise<Outage[]> {
  const outages: Outage[] = [];
  const written = new AbortController();
  const writing = writers.write(written.signal);
  const endsAt = Date.now() + lastsMs;
  try {
    for (const fault of faults) {
      if (Date.now() + fault.afterMs >= endsAt) break;
      await delay(fault.afterMs);
      const outage = await strike(fault, target);
      outages.push(outage);
      tell(`${fault.kind} for ${((outage.until - outage.from) / 1000).toFixed(1)} s`);
    }
    await delay(Math.max(0, endsAt - Date.now()));
  } finally {
    written.abort();
    await writing;
  }
  return outages;
}
