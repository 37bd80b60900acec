import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { EventFile } from "../faults/event-file.ts";
import { isAllTold, joinHistories } from "../faults/histories.ts";
import { until } from "../faults/until.ts";
import { resources } from "../faults/writing/place.ts";
import { preparePlaces } from "../faults/writing/prepare-places.ts";
import { createWriters, type Writers } from "../faults/writing/writers.ts";
import type { Writable } from "../faults/writing/written-object.ts";
import { between, seededRandom } from "../random.ts";
import { startHostProcess, type HostProcess } from "../watched-host.ts";
import { checkLives } from "./check-lives.ts";
import type { Life } from "./life.ts";
import { takeSnapshot } from "./snapshot.ts";

/** How often, and how hard. */
export interface Kill9Options {
  /** Decides every write, and when kills come. */
  readonly seed: string;
  readonly kills: number;
  /** Kills go on until so much was written, too. */
  readonly writes: number;
  /** Names in each place. */
  readonly names: number;
  /** Between two writes of one writer, on average, in milliseconds. */
  readonly writePauseMs: number;
  /** The longest life after the first list has been handled, in milliseconds. */
  readonly longestLifeMs: number;
  /** The server that is written to and watched. */
  readonly server: Writable & { writeKubeconfig(): Promise<string> };
  readonly tell: (line: string) => void;
}

/** What came of it. */
export interface Kill9Report {
  /** What is wrong, in sentences; empty: nothing. */
  readonly findings: readonly string[];
  readonly counts: Readonly<
    Record<"kills" | "writes" | "events" | "missed" | "repeated" | "recorded" | "postedTwice", number>
  >;
}

/** Nothing is told for so long only if there is nothing to tell. */
const QUIET_WITHIN_MS = 90_000;

/** Kills the host at random moments while objects are written, lets the last one live, and checks all that was told. */
export async function runKill9(options: Kill9Options): Promise<Kill9Report> {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-kill9-"));
  options.tell(`seed ${options.seed}; the host's store, log and events are in ${folder}`);
  await preparePlaces(options.server);
  const writers = createWriters(options.server, { ...options, pauseMs: options.writePauseMs });
  await writers.begin();
  const kubeconfig = await options.server.writeKubeconfig();
  const lives = new Lives(folder, kubeconfig);
  const complaint = await killAgainAndAgain(options, writers, lives);
  const findings = [...complaint, ...checkLives(writers.objects, lives.ended)];
  if (findings.length === 0) await rm(folder, { recursive: true });
  return { findings, counts: countsOf(writers, lives.ended) };
}

async function killAgainAndAgain(options: Kill9Options, writers: Writers, lives: Lives): Promise<string[]> {
  const { seed, kills, writes, longestLifeMs, tell } = options;
  const random = seededRandom(seed, "kills");
  const writing = new AbortController();
  // The first life ends while it hands on its first list, the second sees it to its end: until then events may be initial.
  await lives.endEarly(between(random, 700, 1200));
  await lives.endAfterSync(0);
  const written = writers.write(writing.signal);
  for (let count = 2; count < kills || stepsOf(writers) < writes; count += 1) {
    if (random() < 0.3) await lives.endEarly(between(random, 100, 1500));
    else await lives.endAfterSync(between(random, 0, longestLifeMs));
    if (count % 20 === 0) tell(`${count} kills, ${stepsOf(writers)} writes`);
  }
  writing.abort();
  await written;
  return lives.liveToTheEnd(writers);
}

/** Hosts that live one after another on one store. */
class Lives {
  readonly ended: Life[] = [];
  readonly #folder: string;
  readonly #kubeconfig: string;
  readonly #storeFile: string;

  constructor(folder: string, kubeconfig: string) {
    this.#folder = folder;
    this.#kubeconfig = kubeconfig;
    this.#storeFile = path.join(folder, "kwatchman.db");
  }

  /** Killed so long after its start, in milliseconds. */
  async endEarly(ms: number): Promise<void> {
    await this.#live(async (host) => {
      await delay(ms);
      await host.kill();
    });
  }

  /** Killed so long after its first list has been handled, in milliseconds. */
  async endAfterSync(ms: number): Promise<void> {
    const before = this.#syncs();
    await this.#live(async (host) => {
      if (!(await until(() => this.#syncs() > before, QUIET_WITHIN_MS)))
        throw new Error(`Not synced; see ${host.logFile}`);
      await delay(ms);
      await host.kill();
    });
  }

  /** Lives until everything was told, then ends as it should; gives back what is wrong with that. */
  async liveToTheEnd(writers: Writers): Promise<string[]> {
    const findings: string[] = [];
    await this.#live(async (host, lifeSoFar) => {
      const isTold = () => host.hasEnded || isComplete(writers, [...this.ended, lifeSoFar()]);
      if (!(await until(isTold, QUIET_WITHIN_MS))) findings.push("not everything was told in time");
      findings.push(...(await host.stop()));
    });
    return findings;
  }

  /** How often a host has said that it has handled its first lists. */
  #syncs(): number {
    const log = path.join(this.#folder, "kwatchman.log");
    return existsSync(log) ? readFileSync(log, "utf8").split("all resources are synced").length : 1;
  }

  async #live(live: (host: HostProcess, lifeSoFar: () => Life) => Promise<void>): Promise<void> {
    const name = `life-${this.ended.length + 1}`;
    const [events, posts] = ["events", "posts"].map((kind) => path.join(this.#folder, `${name}.${kind}`));
    const before = takeSnapshot(this.#storeFile);
    const startedAt = Date.now();
    const host = await startHostProcess({
      folder: this.#folder,
      kubeconfig: this.#kubeconfig,
      config: configOf(events ?? "", posts ?? ""),
    });
    const file = new EventFile(events ?? "");
    const lifeSoFar = (): Life => {
      const posted = existsSync(posts ?? "")
        ? readFileSync(posts ?? "", "utf8")
            .split("\n")
            .slice(0, -1)
        : [];
      return { startedAt, endedAt: Date.now(), before, seen: [...file.read()], posted };
    };
    await live(host, lifeSoFar);
    this.ended.push(lifeSoFar());
  }
}

/**
 * Whether everything was told. What was told last before a kill may be the only trace of an object that was deleted before
 * the next start: then there is nothing more to wait for.
 */
function isComplete(writers: Writers, lives: readonly Life[]): boolean {
  const seen = lives.flatMap((life) => life.seen);
  return isAllTold(joinHistories(writers.objects, seen, new Map())) || checkLives(writers.objects, lives).length === 0;
}

const pluginFolders = ["plugins", "../faults/plugins"].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));

function configOf(events: string, posts: string): string {
  return `
pluginDirs = ${JSON.stringify(pluginFolders)}
store.path = "kwatchman.db"
${resources}
[[handler]]
name = "poster"
file = ${JSON.stringify(posts)}
[[handler]]
name = "dawdler"
concurrency = 100
[[handler]]
name = "recorder"
file = ${JSON.stringify(events)}
`;
}

function stepsOf(writers: Writers): number {
  return writers.objects.reduce((sum, { steps }) => sum + steps.length, 0);
}

function countsOf(writers: Writers, lives: readonly Life[]): Kill9Report["counts"] {
  const events = lives.flatMap(({ seen }) => seen.map(({ event }) => event));
  const posted = lives.flatMap((life) => life.posted);
  return {
    kills: lives.length - 1,
    writes: stepsOf(writers),
    events: events.length,
    missed: events.filter(({ data }) => data.missed).length,
    repeated: events.length - new Set(events.map(({ id }) => id)).size,
    recorded: new Set(lives.flatMap(({ before }) => [...before.recorded])).size,
    postedTwice: posted.length - new Set(posted).size,
  };
}
