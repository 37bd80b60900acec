import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { type KwatchmanProcess, type LogLine, startKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { untilSaid, untilSynced } from "../cli/until-said.ts";
import { codeBlocks, readDocument } from "../docs/code-blocks.ts";
import { writeFiles } from "../docs/write-files.ts";
import { pluginFiles } from "./plugins.ts";

const config = `pluginDirs = ["./plugins"]
[store]
kind = "memory"
[[resource]]
kind = "configmap"
[[handler]]
name = "innocent"
[[handler]]
name = "mine"
plugin = "careless"
`;

/** A host whose second handler's plugin has this code in \`handle\`, and one object to handle. */
async function startHost(careless: string, env: Readonly<Record<string, string>> = {}): Promise<KwatchmanProcess> {
  const cwd = await scratchFolder();
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" } });
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  await writeFiles(cwd, {
    "config.toml": config,
    ...pluginFiles("innocent", "await undefined;"),
    ...pluginFiles("careless", careless),
  });
  return startKwatchman(["-k", "kubeconfig"], { cwd, env });
}

function fatalLine(host: KwatchmanProcess): LogLine | undefined {
  return host.lines().find(({ level }) => level === "fatal");
}

/** The error of the line at fatal, with the paths of the documentation's examples; stacks apart. */
function crashOf(host: KwatchmanProcess): unknown {
  const error = { ...(fatalLine(host)?.["error"] as Record<string, unknown>) };
  const folder = /[^\s"]+(?=\/plugins\/)/g;
  delete error["stack"];
  delete error["cause"];
  return JSON.parse(JSON.stringify(error).replaceAll(folder, "/srv/kwatchman"));
}

async function documented(code: string): Promise<unknown> {
  const blocks = codeBlocks(await readDocument("docs/errors.md")).filter(({ language }) => language === "json");
  return blocks.map(({ text }) => JSON.parse(text) as { code: string }).find((error) => error.code === code);
}

test("what was handled before a crash is written: after the next start it does not come again", async () => {
  const cwd = await scratchFolder();
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" } });
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  // When its event has ended, and before any timer, the store's among them, has its turn.
  const soon = '(async () => { for (let turn = 0; turn < 1000; turn += 1) await null; throw new Error("lost"); })();';
  await writeFiles(cwd, {
    "config.toml": config.replace('kind = "memory"', 'path = "kwatchman.db"'),
    ...pluginFiles("innocent", "context.log.info(event.subject);"),
    ...pluginFiles("careless", soon),
  });
  const first = startKwatchman(["-k", "kubeconfig"], { cwd });
  expect(await first.ended).toBe(1);
  expect(first.lines().map(({ msg }) => msg)).toContain("default/settings");

  const second = startKwatchman(["-k", "kubeconfig"], { cwd });
  await untilSynced(second);
  expect(second.lines().map(({ msg }) => msg)).not.toContain("default/settings");
  second.kill("SIGTERM");
  expect(await second.ended).toBe(0);
});

describe("what nobody catches ends the process with 1, after a line that says whose it was", () => {
  test("a promise that a plugin does not await, told as documented", async () => {
    const host = await startHost('Promise.reject(new Error("lost"));');
    expect(await host.ended).toBe(1);
    expect(crashOf(host)).toEqual(await documented("KW_PLUGIN_CRASHED"));
    expect(fatalLine(host)).toMatchObject({
      msg: "crashed",
      handler: "mine",
      plugin: "careless",
      error: { cause: { message: "lost", stack: expect.stringContaining("plugins/careless/index.js:3:") } },
    });
  });

  test.each([
    {
      what: "a plugin's timer",
      code: 'setTimeout(() => { throw new Error("lost"); }, 20);',
      cause: { message: "lost" },
      ending: "/plugins/careless/index.js:3",
    },
    {
      what: "what a plugin started deep inside of Node, with no line of its own in the stack",
      code: 'const { connect } = await import("node:net"); connect(1, "127.0.0.1");',
      cause: { code: "ECONNREFUSED" },
      ending: "one was not caught",
    },
    {
      what: "something that is no error",
      code: 'Promise.reject("lost");',
      cause: "lost",
      ending: "one was not caught",
    },
  ])("$what", async ({ code, cause, ending }) => {
    const host = await startHost(code);
    expect(await host.ended).toBe(1);
    expect(fatalLine(host)).toMatchObject({ handler: "mine", error: { code: "KW_PLUGIN_CRASHED", cause } });
    expect(fatalLine(host)?.["error"]).toHaveProperty("message", expect.stringMatching(new RegExp(`${ending}$`)));
  });

  test("the host's own error, told as documented", async () => {
    const ambush = 'process.on("SIGUSR2", () => { Promise.reject(new Error("out of nowhere")); });';
    const host = await startHost("await undefined;", {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(ambush)}`,
    });
    await untilSaid(host, "synced");
    host.kill("SIGUSR2");
    expect(await host.ended).toBe(1);
    expect(crashOf(host)).toEqual(await documented("KW_HOST_CRASHED"));
    expect(fatalLine(host)).toMatchObject({ msg: "crashed", error: { cause: { message: "out of nowhere" } } });
    expect(fatalLine(host)).not.toHaveProperty("handler");
  });
});
