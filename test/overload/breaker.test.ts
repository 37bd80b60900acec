import { expect, test } from "vitest";
import { runBreaker } from "../../soak/breaker/run.ts";

const MEGABYTE = 1024 * 1024;

test(
  "a handler fails for a while: its breaker opens and closes as documented, nothing is lost, and the others went on",
  { timeout: 300_000 },
  async () => {
    const report = await runBreaker({ seed: "short", objects: 40, seconds: [2, 7, 2] });
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ deadLetters: 0 });
    expect(report.mostWaiting).toBeGreaterThan(0);
    expect(report.heapGrowthPeak).toBeLessThan(200 * MEGABYTE);
  },
);
