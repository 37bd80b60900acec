import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ReadinessSample } from "./checking/check-readiness.ts";
import { deafnessBound } from "./deafness-bound.ts";
import { EventFile } from "./event-file.ts";
import { isAllTold, joinHistories } from "./histories.ts";
import { judge, type Verdict } from "./judge.ts";
import { sampleReadiness } from "./readiness-probe.ts";
import { scheduleFaults, type FaultKind } from "./schedule.ts";
import { setStage, startObservedHost, type Stage } from "./stage.ts";
import { strikeWhileWriting } from "./strike-while-writing.ts";
import { until } from "./until.ts";
import { listedPaths } from "./writing/place.ts";
import { createWriters } from "./writing/writers.ts";

/** How long, how hard, and from which seed. */
export interface FaultsSoakOptions {
  /** Decides every write and every fault. */
  readonly seed: string;
  /** For how long faults strike, in milliseconds. */
  readonly lastsMs: number;
  readonly kinds: readonly FaultKind[];
  /** In milliseconds. */
  readonly longestFaultMs: number;
  /** Between two faults, on average, in milliseconds. */
  readonly peaceMs: number;
  /** `[watch] timeout`, as in a configuration. */
  readonly watchTimeout: string;
  /** Names in each place. */
  readonly names: number;
  /** Between two writes of one writer, on average, in milliseconds. */
  readonly writePauseMs: number;
  /** Is told what happens, line by line. */
  readonly tell: (line: string) => void;
}

/** What came of it. */
export interface FaultsSoakReport extends Verdict {
  readonly counts: FaultsSoakCounts;
}

interface FaultsSoakCounts {
  readonly writes: number;
  readonly objects: number;
  readonly events: number;
  /** Events that comparing a list found. */
  readonly missed: number;
  /** Lists that the server answered to the host. */
  readonly lists: number;
  /** Requests of the host that were answered with 429 or 500. */
  readonly refused: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly readinessSamples: number;
}

/** Longer than the longest pause between two tries. */
const QUIET_WITHIN_MS = 90_000;
/** When everything has been told, for what should not come any more. */
const LISTEN_ON_MS = 2000;

/**
 * Real server, real host, faults between them: writes for a while, lets the dust settle, and holds what the handler was
 * told against what was written, and what /readyz said against what could be heard.
 */
export async function runFaultsSoak(options: FaultsSoakOptions): Promise<FaultsSoakReport> {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-soak-"));
  options.tell(`seed ${options.seed}; the host's configuration, log and events are in ${folder}`);
  const stage = await setStage();
  try {
    const report = await play(options, stage, folder);
    if (report.findings.length === 0) await rm(folder, { recursive: true });
    return report;
  } finally {
    await stage.close();
  }
}

async function play(options: FaultsSoakOptions, stage: Stage, folder: string): Promise<FaultsSoakReport> {
  const { seed, names, writePauseMs, watchTimeout, tell } = options;
  const writers = createWriters(stage.plane, { seed, names, pauseMs: writePauseMs });
  await writers.begin();
  const host = await startObservedHost(stage, folder, watchTimeout);
  const samples: ReadinessSample[] = [];
  const sampling = new AbortController();
  const sampled = sampleReadiness(host.readyzUrl, samples, sampling.signal);
  const isReady = () => samples.at(-1)?.isReady === true || host.hasEnded;
  const file = new EventFile(host.eventFile);
  const histories = () => joinHistories(writers.objects, file.read(), stage.requests.lists);
  try {
    if (!(await until(isReady, QUIET_WITHIN_MS))) throw new Error(`The host is not ready; see ${host.logFile}`);
    const faults = scheduleFaults(seed, options.kinds, options);
    const outages = await strikeWhileWriting(faults, options.lastsMs, { target: stage, writers, tell });

    tell("faults and writes are over");
    const isQuiet = await until(() => host.hasEnded || (isReady() && isAllTold(histories())), QUIET_WITHIN_MS);
    tell(isQuiet ? "everything has been told, and the host is ready" : "not everything has been told in time");
    await delay(LISTEN_ON_MS);
    sampling.abort();
    await sampled;
    const complaints = await host.stop();

    const bound = deafnessBound(watchTimeout);
    const verdict = judge({ histories: histories(), seen: file.read(), samples, outages, bound });
    const notReady = isReady() ? [] : ["not ready at the end"];
    return {
      ...verdict,
      findings: [...verdict.findings, ...notReady, ...complaints],
      counts: {
        writes: writers.objects.reduce((sum, { steps }) => sum + steps.length, 0),
        objects: new Set(writers.objects.flatMap(({ steps }) => steps.map(({ uid }) => uid))).size,
        events: file.read().length,
        missed: file.read().filter(({ event }) => event.data.missed).length,
        lists: listedPaths.reduce((sum, listed) => sum + (stage.requests.lists.get(listed)?.length ?? 0), 0),
        refused: stage.requests.refused,
        faults: countBy(outages.map(({ fault }) => fault)),
        readinessSamples: samples.length,
      },
    };
  } finally {
    sampling.abort();
    await host.stop();
  }
}

function countBy(names: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}
