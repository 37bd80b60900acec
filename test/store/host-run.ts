import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { KwatchmanEvent } from "../../sdk/index.ts";
import type { EmbeddedCluster } from "../../sdk/testing/index.ts";
import { type Host, startHost } from "../../src/host.ts";
import { openLog } from "../../src/observe/log.ts";
import { loadConfiguration } from "../../src/registry/load-configuration.ts";

/** A folder in which hosts run one after another, each resuming from the store that the one before has left. */
export interface Workplace {
  readonly folder: string;
  readonly storePath: string;
  /** Runs a host until all that was there at the start has been handled. */
  start(cluster: Reachable, config: string): Promise<HostRun>;
}

export type Reachable = Pick<EmbeddedCluster, "writeKubeconfig">;

/** One run of a host. */
export interface HostRun {
  readonly host: Host;
  /** The events that entered the chain, in order. */
  readonly events: readonly KwatchmanEvent[];
  /** Its lines, parsed. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  stop(): Promise<void>;
}

/** A handler that takes everything in silence. */
const quietPlugin = {
  "plugin.toml": 'name = "quiet"\nversion = "1.0.0"\ncontract = 1\nruntime = "module"\nentry = "index.js"\n',
  "index.js": "export default { handle() {} };\n",
};

export const quietHandler = '[[handler]]\nname = "quiet"\n';

/** Makes a workplace that is gone when the test ends. */
export async function setUpWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(path.join(tmpdir(), "kwatchman-resume-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  await writePlugin(folder, "quiet", quietPlugin);
  const storePath = path.join(folder, "kwatchman.db");
  return { folder, storePath, start: (cluster, config) => startRun(folder, cluster, config) };
}

export async function writePlugin(
  folder: string,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await mkdir(path.join(folder, "plugins", name), { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, "plugins", name, file), text);
}

async function startRun(folder: string, cluster: Reachable, config: string): Promise<HostRun> {
  const kubeconfig = path.join(folder, "kubeconfig");
  const file = path.join(folder, "config.toml");
  await cluster.writeKubeconfig(kubeconfig);
  await writeFile(file, `pluginDirs = ["plugins"]\nstore.path = "kwatchman.db"\n${config}`);
  const stopped = new AbortController();
  const lines: Readonly<Record<string, unknown>>[] = [];
  const stream = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  const host = await startHost({
    configuration: await loadConfiguration(file),
    credentials: { kubeconfig: [kubeconfig], env: {} },
    log: openLog({ level: "info", secrets: [], format: "json", stream }),
    signal: stopped.signal,
  });
  const events: KwatchmanEvent[] = [];
  host.hooks.event.tap("test", (event) => void events.push(event));
  const stop = async () => {
    stopped.abort(new DOMException("the test has seen enough", "AbortError"));
    await host.ended;
  };
  onTestFinished(stop);
  await host.synced;
  return { host, events, lines, stop };
}
