import { profileCpu, type Share } from "./cpu-profile.ts";
import { runFloor } from "./floor.ts";
import { type PipelineOptions, runPipeline } from "./pipeline.ts";
import { print } from "./print.ts";
import { startServer } from "./server-process.ts";
import type { Taken } from "./stopwatch.ts";

/** How much is measured. */
export interface ThroughputOptions extends PipelineOptions {
  /** Deployments that they are spread over. */
  readonly objects: number;
  /** Each measures the floor, then the pipeline. */
  readonly rounds: number;
}

/**
 * Updates a second through reflector, lanes, diff and log, beside the floor in the same run: a loop that only splits and
 * parses the same stream. Then a profile of where the pipeline's time goes.
 */
export async function benchThroughput(options: ThroughputOptions): Promise<void> {
  const { events, objects, rounds, store } = options;
  const server = await startServer(objects);
  // The first round is for the compiler.
  await runFloor(server, events);
  await runPipeline(server, options);
  const all: Round[] = [];
  print(
    `${events} updates of ${objects} Deployments of 6.4 KB a round, baselines in ${store === "memory" ? "memory" : "SQLite"}\n\n`,
  );
  print("            updates a second           CPU, µs an update\n");
  print("            floor pipeline  ratio      floor pipeline  ratio\n");
  for (let number = 1; number <= rounds; number += 1) {
    const floor = await runFloor(server, events);
    const pipeline = await runPipeline(server, options);
    const round = roundOf(floor, pipeline, events);
    all.push(round);
    print(row(`round ${number}`, round));
  }
  print(row("median", medianOf(all)));
  const { areas, functions } = await profileCpu(() => runPipeline(server, options));
  await server.stop();
  print("\nWhere the pipeline's time goes, by area, in µs an update (first list included)\n");
  printShares(areas, events, 12);
  print("\nby function\n");
  printShares(functions, events, 25);
}

/** One round, in updates a second and in µs of CPU an update; a ratio above 1 is the pipeline doing better. */
interface Round {
  readonly floorRate: number;
  readonly pipelineRate: number;
  readonly rateRatio: number;
  readonly floorCpu: number;
  readonly pipelineCpu: number;
  readonly cpuRatio: number;
}

function roundOf(floor: Taken, pipeline: Taken, events: number): Round {
  return {
    floorRate: events / floor.wall,
    pipelineRate: events / pipeline.wall,
    rateRatio: floor.wall / pipeline.wall,
    floorCpu: (floor.cpu / events) * 1e6,
    pipelineCpu: (pipeline.cpu / events) * 1e6,
    cpuRatio: floor.cpu / pipeline.cpu,
  };
}

/** Of each column on its own: a ratio's median is that of the rounds' ratios, whose halves ran side by side. */
function medianOf(rounds: readonly Round[]): Round {
  const of = (column: keyof Round): number => {
    const sorted = rounds.map((round) => round[column]).sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  return {
    floorRate: of("floorRate"),
    pipelineRate: of("pipelineRate"),
    rateRatio: of("rateRatio"),
    floorCpu: of("floorCpu"),
    pipelineCpu: of("pipelineCpu"),
    cpuRatio: of("cpuRatio"),
  };
}

function row(label: string, { floorRate, pipelineRate, rateRatio, floorCpu, pipelineCpu, cpuRatio }: Round): string {
  const rates = `${padded(floorRate)} ${padded(pipelineRate)}   ${rateRatio.toFixed(2)}`;
  const cpus = `${padded(floorCpu)} ${padded(pipelineCpu)}   ${cpuRatio.toFixed(2)}`;
  return `${label.padEnd(9)}${rates}   ${cpus}\n`;
}

function padded(value: number): string {
  return value.toFixed(0).padStart(8);
}

function printShares(shares: readonly Share[], events: number, most: number): void {
  for (const { place, seconds, part } of shares.slice(0, most)) {
    const micros = ((seconds / events) * 1e6).toFixed(1).padStart(7);
    print(`${micros}  ${(part * 100).toFixed(1).padStart(5)} %  ${place}\n`);
  }
}
