import { profileCpu, type Share } from "./cpu-profile.ts";
import { runFloor } from "./floor.ts";
import { runPipeline } from "./pipeline.ts";
import { startServer } from "./server-process.ts";

/** How much is measured. */
export interface ThroughputOptions {
  /** Updates in a round. */
  readonly events: number;
  /** Deployments that they are spread over. */
  readonly objects: number;
  /** Each measures the floor, then the pipeline. */
  readonly rounds: number;
}

/**
 * Updates a second through reflector, lanes, diff and log, beside the floor in the same run: a loop that only splits and
 * parses the same stream. Then a profile of where the pipeline's time goes.
 */
export async function benchThroughput({ events, objects, rounds }: ThroughputOptions): Promise<void> {
  const server = await startServer(objects);
  // The first round is for the compiler.
  await runFloor(server, events);
  await runPipeline(server, events);
  const floors: number[] = [];
  const pipelines: number[] = [];
  print(`${events} updates of ${objects} Deployments of 6.4 KB a round, in updates a second\n`);
  for (let round = 1; round <= rounds; round += 1) {
    const floor = events / (await runFloor(server, events));
    const pipeline = events / (await runPipeline(server, events));
    floors.push(floor);
    pipelines.push(pipeline);
    print(row(`round ${round}`, floor, pipeline));
  }
  print(row("median", median(floors), median(pipelines)));
  const { areas, functions } = await profileCpu(() => runPipeline(server, events));
  await server.stop();
  print("\nWhere the pipeline's time goes, by area, in µs an update (first list included)\n");
  printShares(areas, events, 12);
  print("\nby function\n");
  printShares(functions, events, 25);
}

function row(label: string, floor: number, pipeline: number): string {
  const [floorText, pipelineText] = [floor, pipeline].map((rate) => rate.toFixed(0).padStart(7));
  return `${label.padEnd(10)} floor ${floorText}   pipeline ${pipelineText}   ratio ${(pipeline / floor).toFixed(2)}\n`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function printShares(shares: readonly Share[], events: number, most: number): void {
  for (const { place, seconds, part } of shares.slice(0, most)) {
    const micros = ((seconds / events) * 1e6).toFixed(1).padStart(7);
    print(`${micros}  ${(part * 100).toFixed(1).padStart(5)} %  ${place}\n`);
  }
}

function print(text: string): void {
  process.stdout.write(text);
}
