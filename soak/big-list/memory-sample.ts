import { readFileSync } from "node:fs";

/** The host's memory at one moment, in bytes, and how far it had come. */
export interface MemorySample {
  /** "start" and "synced" are taken after a garbage collection, the others as it happens to be. */
  readonly moment: "start" | "running" | "synced";
  /** In milliseconds since the epoch. */
  readonly at: number;
  readonly rss: number;
  readonly heapUsed: number;
  /** Outside of the heap: buffers. */
  readonly external: number;
  /** Events handled. */
  readonly handled: number;
}

/** The highest of all samples, garbage included, in bytes. */
export interface MemoryPeaks {
  /** Above what there was at the start. */
  readonly heapGrowthPeak: number;
  readonly externalPeak: number;
  readonly rssPeak: number;
}

/** What the samples of one run come to. */
export interface MemoryFigures extends MemoryPeaks {
  readonly secondsToSynced: number;
  readonly handled: number;
  /** What is left of the growth when everything has been handled. */
  readonly heapGrowthKept: number;
}

export function readMemorySamples(file: string): MemorySample[] {
  const lines = readFileSync(file, "utf8").split("\n");
  // The last line may still be being written.
  return lines.slice(0, -1).map((line) => JSON.parse(line) as MemorySample);
}

/** Undefined: the host has not synced yet. */
export function memoryFigures(samples: readonly MemorySample[]): MemoryFigures | undefined {
  const start = samples.find(({ moment }) => moment === "start");
  const synced = samples.find(({ moment }) => moment === "synced");
  if (start === undefined || synced === undefined) return undefined;
  return {
    secondsToSynced: (synced.at - start.at) / 1000,
    handled: synced.handled,
    heapGrowthKept: synced.heapUsed - start.heapUsed,
    ...memoryPeaks(samples),
  };
}

export function memoryPeaks(samples: readonly MemorySample[]): MemoryPeaks {
  const atStart = samples.find(({ moment }) => moment === "start")?.heapUsed ?? 0;
  const peak = (figure: "heapUsed" | "external" | "rss") =>
    samples.reduce((highest, sample) => Math.max(highest, sample[figure]), 0);
  return { heapGrowthPeak: peak("heapUsed") - atStart, externalPeak: peak("external"), rssPeak: peak("rss") };
}
