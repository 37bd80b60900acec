import { expect, test } from "vitest";
import { runRecovery } from "../../soak/overload/recovery.ts";

test(
  "a handler fails for some objects and recovers: every change is handled, or a dead letter until it is retried; the others went on",
  { timeout: 300_000 },
  async () => {
    const report = await runRecovery({
      seed: "short",
      objects: 20,
      changes: [100, 400, 100],
      pauseMs: 10,
      retry: 'attempts = 2\nbackoff = "100ms"',
    });
    expect(report.findings).toEqual([]);
    expect(report.deadLetters).toBeGreaterThan(0);
    expect(report.othersMeanwhile).toBeGreaterThan(50);
  },
);
