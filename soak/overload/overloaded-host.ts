import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type MemorySample, readMemorySamples } from "../big-list/memory-sample.ts";
import { startHostProcess, type HostProcess } from "../watched-host.ts";
import { readTold, type Told } from "./told.ts";

/** How a host is to be overloaded. */
export interface OverloadedHostOptions {
  /** Where all of its files lie. */
  readonly folder: string;
  readonly kubeconfig: string;
  /** How long its handler takes for an event, in milliseconds. */
  readonly handlerMs: number;
  /** TOML, for the top of its configuration. @default none */
  readonly config?: string;
  /** While this file is there, events of namespace `broken` fail. @default none does */
  readonly failWhile?: string;
}

/** The most that V8 may take for what lives longer: without a limit it leaves garbage lie, and nobody can tell what is needed. */
const OLD_SPACE_MB = 256;

/** A host whose handler is slow, and writes down what it is told. */
export interface OverloadedHost {
  readonly process: HostProcess;
  /** What the handler was told so far, by this host and those before it. */
  told(): Told[];
  memory(): MemorySample[];
}

const plugins = ["plugins", "../big-list/plugins"].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));

/** Starts it, watching Deployments. Called again with the same folder it goes on with the same files. */
export async function startOverloadedHost(options: OverloadedHostOptions): Promise<OverloadedHost> {
  const { folder, kubeconfig, handlerMs, config = "", failWhile } = options;
  const toldFile = path.join(folder, "told.ndjson");
  const memoryFile = path.join(folder, "memory.ndjson");
  await writeFile(memoryFile, "", { flag: "a" });
  const process = await startHostProcess({
    folder,
    kubeconfig,
    nodeFlags: ["--expose-gc", `--max-old-space-size=${OLD_SPACE_MB}`],
    config: `pluginDirs = ${JSON.stringify(plugins)}
${config}
[[resource]]
kind = "deployments"

[[handler]]
name = "memory-meter"
file = ${JSON.stringify(memoryFile)}
pauseMs = 0

[[handler]]
name = "tally"
file = ${JSON.stringify(toldFile)}
pauseMs = ${handlerMs}
${failWhile === undefined ? "" : `failWhile = ${JSON.stringify(failWhile)}`}
`,
  });
  return { process, told: () => readTold(toldFile), memory: () => readMemorySamples(memoryFile) };
}
