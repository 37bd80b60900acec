import { Session, type Profiler } from "node:inspector/promises";
import { fileURLToPath } from "node:url";

/** Where the time went: self time of one place in the code. */
export interface Share {
  readonly place: string;
  readonly seconds: number;
  /** Of all time that was not idle. */
  readonly part: number;
}

/** Self time by area of the code and by function, the largest first. */
export interface CpuShares {
  readonly areas: readonly Share[];
  readonly functions: readonly Share[];
}

const root = fileURLToPath(new URL("../", import.meta.url));

/** Runs the work under V8's sampling profiler. */
export async function profileCpu(work: () => Promise<unknown>): Promise<CpuShares> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 500 });
  await session.post("Profiler.start");
  await work();
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  return sharesOf(profile);
}

function sharesOf(profile: Profiler.Profile): CpuShares {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const areas = new Map<string, number>();
  const functions = new Map<string, number>();
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const frame = frames.get(id);
    const seconds = (profile.timeDeltas?.[index] ?? 0) / 1e6;
    if (frame === undefined || frame.functionName === "(idle)") continue;
    const file = fileOf(frame.url);
    add(areas, areaOf(file, frame.functionName), seconds);
    add(functions, `${frame.functionName || "(anonymous)"} ${file}`, seconds);
  }
  return { areas: sorted(areas), functions: sorted(functions) };
}

function fileOf(url: string): string {
  const path = url.startsWith("file:") ? fileURLToPath(url) : url;
  return path.startsWith(root) ? path.slice(root.length) : path;
}

/** "src/pipeline", "plugins/diff", "node_modules/pino", "node", or V8's own "(garbage collector)". */
function areaOf(file: string, functionName: string): string {
  if (file.startsWith("node:")) return "node";
  if (file === "") return functionName.startsWith("(") ? functionName : "node";
  const [first = "", second = ""] = file.split("/");
  return second.includes(".") ? first : `${first}/${second}`;
}

function add(times: Map<string, number>, place: string, seconds: number): void {
  times.set(place, (times.get(place) ?? 0) + seconds);
}

function sorted(times: ReadonlyMap<string, number>): Share[] {
  const all = [...times.values()].reduce((sum, seconds) => sum + seconds, 0);
  return [...times]
    .map(([place, seconds]) => ({ place, seconds, part: seconds / all }))
    .sort((one, other) => other.seconds - one.seconds);
}
