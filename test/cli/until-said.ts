import { expect } from "vitest";
import type { KwatchmanProcess } from "./kwatchman-process.ts";

/** Waits until the line has come, so often at least. */
export function untilSaid(host: Pick<KwatchmanProcess, "until">, message: string, times = 1): Promise<void> {
  return host.until((lines) => {
    expect(lines.filter(({ msg }) => msg === message).length).toBeGreaterThanOrEqual(times);
  });
}

/** Waits until all that was there at the start has been listed and handled. */
export function untilSynced(host: Pick<KwatchmanProcess, "until">): Promise<void> {
  return untilSaid(host, "all resources are synced");
}
