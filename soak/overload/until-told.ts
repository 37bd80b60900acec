import { setTimeout as delay } from "node:timers/promises";
import type { OverloadedHost } from "./overloaded-host.ts";
import type { Told } from "./told.ts";

const LOOK_EVERY_MS = 200;

/** Waits until the host, the first one on its files, has handled its first list. Throws if it ends before. */
export async function untilSynced(host: OverloadedHost): Promise<void> {
  while (!host.memory().some(({ moment }) => moment === "synced")) {
    const { hasEnded, logFile } = host.process;
    if (hasEnded) throw new Error(`Expected the host to run on; see ${logFile}`);
    await delay(LOOK_EVERY_MS);
  }
}

/** Waits until the host has told of so many changes. Throws if it ends before, or tells nothing new for so long. */
export async function untilTold(host: OverloadedHost, changes: number, patienceMs: number): Promise<Told[]> {
  let before = -1;
  let since = Date.now();
  for (;;) {
    const told = host.told();
    const sum = told.reduce((merged, event) => merged + event.merged, 0);
    if (sum >= changes) return told;
    if (sum !== before) since = Date.now();
    before = sum;
    const { hasEnded, logFile } = host.process;
    if (hasEnded) throw new Error(`Expected the host to run on; see ${logFile}`);
    if (Date.now() - since > patienceMs) {
      throw new Error(`Expected events for ${changes} changes, got ${sum} and nothing more; see ${logFile}`);
    }
    await delay(LOOK_EVERY_MS);
  }
}
