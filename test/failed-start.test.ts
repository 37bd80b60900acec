import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startEmbeddedCluster } from "../sdk/testing/index.ts";
import { startHost } from "../src/host.ts";
import { openLog } from "../src/observe/log.ts";
import { loadConfiguration } from "../src/registry/load-configuration.ts";
import { openSqliteStore } from "../src/store/sqlite.ts";
import { systemClock } from "../src/time/clock.ts";
import { scratchFolder } from "./cli/scratch-folder.ts";
import { findFreePort } from "./control-plane/free-port.ts";
import { writeFiles } from "./docs/write-files.ts";

/** A plugin that leaves a trace of its end, and whose setup may fail. */
const plugin = (setup: string) => ({
  "plugins/own/plugin.toml": 'name = "own"\nversion = "1.0.0"\ncontract = 1\nruntime = "module"\nentry = "index.js"\n',
  "plugins/own/index.js": `export default {
  setup() { ${setup} },
  handle() {},
  close() { globalThis.closedOwn = (globalThis.closedOwn ?? 0) + 1; },
};
`,
});

const log = openLog({ level: "panic", secrets: [], format: "json", stream: { write() {} } });
const closedSoFar = (): number => (globalThis as { closedOwn?: number }).closedOwn ?? 0;

/** Starts a host that must fail; gives back why, where its health server listened, and its store's file. */
async function failToStart(store: string, setup: string) {
  const folder = await scratchFolder();
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  const kubeconfig = path.join(folder, "kubeconfig");
  await cluster.writeKubeconfig(kubeconfig);
  const address = `127.0.0.1:${await findFreePort()}`;
  await writeFiles(folder, {
    "config.toml": `pluginDirs = ["plugins"]\nstore.path = "${store}"\nhttp.address = "${address}"
[[resource]]\nkind = "configmap"\n[[handler]]\nname = "own"\n`,
    ...plugin(setup),
  });
  const failure: unknown = await startHost({
    configuration: await loadConfiguration(path.join(folder, "config.toml")),
    credentials: { kubeconfig: [kubeconfig], env: {} },
    log,
    signal: new AbortController().signal,
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { failure, address, storePath: path.join(folder, store) };
}

test("a start that fails for its store leaves no health server and no handler open", async () => {
  const closedBefore = closedSoFar();
  const { failure, address } = await failToStart("plugins", "");
  expect(failure).toMatchObject({ code: "KW_STORE_UNAVAILABLE" });
  await expect(fetch(`http://${address}/healthz`)).rejects.toThrow("fetch failed");
  expect(closedSoFar()).toBe(closedBefore + 1);
});

test("a start that fails for a plugin's setup leaves the store to the next one", async () => {
  const { failure, address, storePath } = await failToStart("kwatchman.db", 'throw new Error("not today");');
  expect(failure).toMatchObject({ code: "KW_PLUGIN_LOAD" });
  await expect(fetch(`http://${address}/healthz`)).rejects.toThrow("fetch failed");
  const limits = { count: 1, ageMs: 1000 };
  const next = openSqliteStore({ path: storePath, deadLetters: limits, log, clock: systemClock, random: Math.random });
  await next.close();
});
