import { expect, test } from "vitest";
import { runBigList } from "../../soak/big-list/run.ts";

const MEGABYTE = 1024 * 1024;

test(
  "a big list is read page by page, pauses for a slow handler, and takes bounded memory",
  { timeout: 180_000 },
  async () => {
    const report = await runBigList({ objects: 5000, handlerMs: 5, maxPending: 500, oldSpaceMb: 192 });
    expect(report.handled).toBe(5000);
    expect(report.pausedLooks).toBeGreaterThan(0);
    expect(report.mostPending).toBeLessThanOrEqual(500);
    expect(report.heapGrowthPeak).toBeLessThan(200 * MEGABYTE);
  },
);
