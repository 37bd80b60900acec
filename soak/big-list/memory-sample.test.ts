import { expect, test } from "vitest";
import { memoryFigures, type MemorySample } from "./memory-sample.ts";

const sample = (parts: Partial<MemorySample>): MemorySample => ({
  moment: "running",
  at: 0,
  rss: 0,
  heapUsed: 0,
  external: 0,
  handled: 0,
  ...parts,
});

test("growth is measured from the start: at its highest with garbage, and what is kept at the end", () => {
  const samples = [
    sample({ moment: "start", at: 1000, heapUsed: 40, rss: 100 }),
    sample({ heapUsed: 190, external: 30, rss: 400 }),
    sample({ moment: "synced", at: 3500, heapUsed: 90, rss: 350, handled: 5 }),
  ];
  expect(memoryFigures(samples)).toEqual({
    secondsToSynced: 2.5,
    handled: 5,
    heapGrowthPeak: 150,
    heapGrowthKept: 50,
    externalPeak: 30,
    rssPeak: 400,
  });
});

test("there are no figures before the host has synced", () => {
  expect(memoryFigures([sample({ moment: "start" }), sample({})])).toBeUndefined();
});
