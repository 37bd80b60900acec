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

/** What the samples of one run come to. */
export interface MemoryFigures {
  readonly secondsToSynced: number;
  readonly handled: number;
  /** The highest of all samples, garbage included, above that at the start. */
  readonly heapGrowthPeak: number;
  /** What is left of it when everything has been handled. */
  readonly heapGrowthKept: number;
  readonly externalPeak: number;
  readonly rssPeak: number;
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
  const peak = (figure: "heapUsed" | "external" | "rss") => Math.max(...samples.map((sample) => sample[figure]));
  return {
    secondsToSynced: (synced.at - start.at) / 1000,
    handled: synced.handled,
    heapGrowthPeak: peak("heapUsed") - start.heapUsed,
    heapGrowthKept: synced.heapUsed - start.heapUsed,
    externalPeak: peak("external"),
    rssPeak: peak("rss"),
  };
}
