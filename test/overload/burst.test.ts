import { expect, test } from "vitest";
import { runBurst } from "../../soak/overload/burst.ts";

const MEGABYTE = 1024 * 1024;

test(
  "a burst is told to a slow handler to the last change, merged and in bounded memory, and what was merged adds up",
  { timeout: 300_000 },
  async () => {
    const report = await runBurst({ seed: "short", changes: 5000, objects: 100, handlerMs: 5, maxPending: 500 });
    expect(report.findings).toEqual([]);
    expect(report.events).toBeLessThan(5000);
    expect(report.heapGrowthPeak).toBeLessThan(200 * MEGABYTE);
  },
);
