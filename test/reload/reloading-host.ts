import { readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished } from "vitest";
import { type EmbeddedCluster, startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { type KwatchmanProcess, type LogLine, startKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { untilSynced } from "../cli/until-said.ts";
import { writeFiles } from "../docs/write-files.ts";

/** A running host whose files a test changes. */
export interface ReloadingHost extends KwatchmanProcess {
  readonly cwd: string;
  readonly cluster: EmbeddedCluster;
  /** Writes files as a careful editor does: each is there whole or not at all. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Changes one file's text. */
  edit(file: string, change: (text: string) => string): Promise<void>;
  remove(file: string): Promise<void>;
  /** Waits for so many lines of `reloaded`, and gives the last one. */
  reloaded(times: number): Promise<LogLine>;
  /** Waits for a line of `not taken over` whose message has these words. */
  refused(words: string): Promise<void>;
  /** What the handlers have told so far: "handler word subject". */
  told(): string[];
}

/** A module that tells its setting `word` and the subject of each event. */
const teller = {
  "plugins/teller/plugin.toml":
    'name = "teller"\nversion = "1"\ncontract = 1\nruntime = "module"\nentry = "index.js"\n[settings.properties.word]\ntype = "string"\n',
  "plugins/teller/index.js":
    'export default { handle(event, { log, settings }) { log.info("told", { told: `${settings.word} ${event.subject}` }); } };\n',
};

export const firstConfig = `pluginDirs = ["./plugins"]
dropInDir = "./drop.d"

[store]
kind = "memory"

[http]
address = "127.0.0.1:0"

[[resource]]
kind = "configmap"

[[handler]]
name = "teller"
word = "one"
`;

/** Starts it, synced, with the plugin \`teller\` as its only handler and an empty drop-in folder. */
export async function startReloadingHost(files: Readonly<Record<string, string>> = {}): Promise<ReloadingHost> {
  const cwd = await scratchFolder();
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  await writeFiles(cwd, { ...teller, "config.toml": firstConfig, "drop.d/.keep": "", ...files });
  const host = startKwatchman(["-k", "kubeconfig"], { cwd });
  await untilSynced(host);
  const replace = async (file: string, text: string): Promise<void> => {
    const fresh = path.join(cwd, path.dirname(file), `.${path.basename(file)}.new`);
    await writeFile(fresh, text);
    await rename(fresh, path.join(cwd, file));
  };
  const messages = (lines: readonly LogLine[]): unknown[] => lines.map(({ msg }) => msg);
  return {
    ...host,
    cwd,
    cluster,
    write: async (changed) => {
      for (const [file, text] of Object.entries(changed)) await replace(file, text);
    },
    edit: async (file, change) => replace(file, change(await readFile(path.join(cwd, file), "utf8"))),
    remove: (file) => rm(path.join(cwd, file), { recursive: true }),
    reloaded: async (times) => {
      await host.until((lines) => expect(messages(lines).filter((msg) => msg === "reloaded")).toHaveLength(times));
      return host.lines().findLast(({ msg }) => msg === "reloaded") ?? {};
    },
    refused: (words) =>
      host.until((lines) => {
        const told = lines.filter(({ msg }) => msg === "not taken over").map((line) => JSON.stringify(line["error"]));
        expect(told.join("\n")).toContain(words);
      }),
    told: () =>
      host.lines().flatMap(({ handler, told }) => (typeof told === "string" ? [`${String(handler)} ${told}`] : [])),
  };
}

/** Creates a ConfigMap. */
export function createMap(cluster: EmbeddedCluster, name: string): void {
  cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });
}
