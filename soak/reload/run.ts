import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { until } from "../faults/until.ts";
import { pick, seededRandom } from "../random.ts";
import { startHostProcess } from "../watched-host.ts";
import { checkTold, readTold, readToldBy } from "./check-told.ts";
import { handlers, isolateScript, recorder, shellScript, streamManifest, streamProgram } from "./plugins.ts";

/** How long, and how hard. */
export interface ReloadOptions {
  /** Decides what is replaced, and what is broken. */
  readonly seed: string;
  readonly lastsMs: number;
  /** It lasts longer on a slow machine, until the host has reloaded so often. */
  readonly leastReloads: number;
  readonly changesPerMinute: number;
  /** Between two replacements, in milliseconds. */
  readonly replaceEveryMs: number;
  /** The objects' namespace. */
  readonly namespace: string;
  readonly kubeconfig: string;
  /** Writes an object; resolves with its resourceVersion. */
  readonly write: (name: string, text: string) => Promise<string>;
  readonly tell: (line: string) => void;
}

/** What came of it. */
export interface ReloadReport {
  /** What is wrong, in sentences; empty: nothing. */
  readonly findings: readonly string[];
  readonly counts: Readonly<Record<"changes" | "events" | "replaced" | "broken" | "reloads" | "refusals", number>>;
}

const OBJECTS = 12;

/** Nothing is told for so long only if there is nothing to tell. */
const QUIET_WITHIN_MS = 90_000;

/** Replaces, breaks and restores plugins of a host while objects are written, and checks who was called for what. */
export async function runReload(options: ReloadOptions): Promise<ReloadReport> {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-reload-"));
  options.tell(`seed ${options.seed}; the host's files and log are in ${folder}`);
  const plugins = new Plugins(folder, options.seed);
  const host = await startHostProcess({
    folder,
    kubeconfig: options.kubeconfig,
    config: `pluginDirs = ["./plugins"]\ndropInDir = "./drop.d"\n[[resource]]\nkind = "configmap"\nnamespaces = ["${options.namespace}"]\n[[handler]]\nname = "recorder"\n`,
  });
  const findings: string[] = [];
  const hasLine = (text: string): boolean => readFileSync(host.logFile, "utf8").includes(text);
  if (!(await until(() => hasLine('"all resources are synced"'), QUIET_WITHIN_MS))) findings.push("not synced in time");
  const reloads = (): number => readFileSync(host.logFile, "utf8").split('"msg":"reloaded"').length - 1;
  const isSlow = (): boolean => !host.hasEnded && reloads() < options.leastReloads;
  const { last, changes } = await writeAndReplace(options, plugins, isSlow);
  const told = () => [
    ...readTold(wholeLines(host.logFile)),
    ...["streaming", "script"].flatMap((handler) => readToldBy(handler, wholeLines(toldFile(folder, handler)))),
  ];
  const check = (): string[] => checkTold(told(), handlers, last);
  await until(() => host.hasEnded || check().length === 0, QUIET_WITHIN_MS);
  findings.push(...(await host.stop()), ...check());
  const log = readFileSync(host.logFile, "utf8");
  const countOf = (text: string): number => log.split(text).length - 1;
  const counts = {
    changes,
    events: told().filter(({ handler }) => handler === "recorder").length,
    replaced: plugins.replaced,
    broken: plugins.broken,
    reloads: reloads(),
    refusals: countOf('"msg":"not taken over"'),
  };
  if (findings.length === 0) await rm(folder, { recursive: true });
  return { findings, counts };
}

/** Where a program tells its calls. */
function toldFile(folder: string, handler: string): string {
  return path.join(folder, `told-by-${handler}`);
}

/** Without the last one, if it is still being written; of a file that nobody has written yet: none. */
function wholeLines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
}

async function writeAndReplace(
  { lastsMs, changesPerMinute, replaceEveryMs, namespace, write, tell }: ReloadOptions,
  plugins: Plugins,
  isSlow: () => boolean,
): Promise<{ last: Map<string, string>; changes: number }> {
  const endsAt = Date.now() + lastsMs;
  const goesOn = (): boolean => Date.now() < endsAt || (Date.now() < endsAt + QUIET_WITHIN_MS && isSlow());
  const last = new Map<string, string>();
  let changes = 0;
  const writing = async (): Promise<void> => {
    const begunAt = Date.now();
    while (goesOn()) {
      const name = `map-${changes % OBJECTS}`;
      last.set(`${namespace}/${name}`, await write(name, `change ${changes}`));
      changes += 1;
      await delay(Math.max(0, begunAt + (changes * 60_000) / changesPerMinute - Date.now()));
    }
  };
  const replacing = async (): Promise<void> => {
    while (goesOn()) {
      await delay(replaceEveryMs);
      tell(plugins.replaceOne());
    }
    plugins.restoreAll();
  };
  await Promise.all([writing(), replacing()]);
  return { last, changes };
}

/** The plugins' files, and what their code is at the moment. */
class Plugins {
  replaced = 0;
  broken = 0;
  #generation = 0;
  readonly #drop: string;
  readonly #random: () => number;
  readonly #replaceable: Readonly<Record<string, (generation: number, isBroken: boolean) => void>>;

  constructor(folder: string, seed: string) {
    this.#random = seededRandom(seed, "reload");
    this.#drop = path.join(folder, "drop.d");
    mkdirSync(path.join(this.#drop, "streaming"), { recursive: true });
    mkdirSync(path.join(folder, "plugins/recorder"), { recursive: true });
    for (const [file, text] of Object.entries(recorder)) writeFileSync(path.join(folder, file), text);
    writeFileSync(path.join(this.#drop, "streaming/plugin.toml"), streamManifest);
    this.#replaceable = {
      single: (generation, isBroken) => this.#swap("single.isolate.js", isolateScript(generation, isBroken)),
      mounted: (generation, isBroken) => this.#publish(generation, isolateScript(generation, isBroken)),
      streaming: (generation, isBroken) =>
        this.#swap("streaming/stream.mjs", streamProgram(generation, isBroken, toldFile(folder, "streaming"))),
      script: (generation) => this.#swap("script.sh", shellScript(generation, toldFile(folder, "script")), 0o755),
    };
    this.restoreAll();
    symlinkSync("..data/mounted.isolate.js", path.join(this.#drop, "mounted.isolate.js"));
  }

  /** Gives one of them other code, every third time code that cannot be loaded. Says what it did. */
  replaceOne(): string {
    const name = pick(this.#random, Object.keys(this.#replaceable));
    const isBroken = this.#random() < 1 / 3 && name !== "script";
    this.#generation += 1;
    this.#replaceable[name]?.(this.#generation, isBroken);
    this.replaced += 1;
    this.broken += Number(isBroken);
    return `${name} is ${isBroken ? "broken" : `generation ${this.#generation}`}`;
  }

  restoreAll(): void {
    this.#generation += 1;
    for (const replace of Object.values(this.#replaceable)) replace(this.#generation, false);
  }

  /** As an editor that is careful does it: whole, or not at all. */
  #swap(file: string, text: string, mode = 0o644): void {
    const fresh = path.join(this.#drop, path.dirname(file), `.${path.basename(file)}.new`);
    writeFileSync(fresh, text);
    chmodSync(fresh, mode);
    renameSync(fresh, path.join(this.#drop, file));
  }

  /** As a ConfigMap's mount is renewed. */
  #publish(generation: number, text: string): void {
    const version = `..version-${generation}`;
    mkdirSync(path.join(this.#drop, version));
    writeFileSync(path.join(this.#drop, version, "mounted.isolate.js"), text);
    symlinkSync(version, path.join(this.#drop, "..data_tmp"));
    renameSync(path.join(this.#drop, "..data_tmp"), path.join(this.#drop, "..data"));
    rmSync(path.join(this.#drop, `..version-${generation - 50}`), { recursive: true, force: true });
  }
}
