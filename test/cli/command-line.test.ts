import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { createProgram } from "../../src/cli/cli.ts";
import { kubeconfigOf } from "../../src/cluster/fixtures/kubeconfig.ts";
import { writeFiles } from "../docs/write-files.ts";
import { projectRoot, runKwatchman, startKwatchman } from "./kwatchman-process.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { untilSaid } from "./until-said.ts";

const node24 = path.join(projectRoot, "test/node24/node_modules/.bin/node");
const minimal = '[[resource]]\nkind = "configmap"\n[[handler]]\nname = "log"\n';

describe("the command line", () => {
  test("--version prints the package's version", async () => {
    const result = await runKwatchman(["--version"], { cwd: await scratchFolder() });
    expect(result).toMatchObject({ code: 0, stdout: packageJson.version });
  });

  test("--help names every command", async () => {
    const result = await runKwatchman(["--help"], { cwd: await scratchFolder() });
    expect(result.code).toBe(0);
    const names = createProgram({}, () => {}).commands.map((command) => command.name());
    expect(names).toContain("run");
    for (const name of names) expect(result.stdout).toMatch(new RegExp(`^ +${name}\\b`, "m"));
  });

  test.each([
    { args: ["--colour"], says: "unknown option '--colour'" },
    { args: ["chekc"], says: 'did you mean "check"?' },
    { args: ["run", "-z", "loud"], says: "panic, fatal, error, warning, info, debug, trace" },
    { args: ["run", "-l", "a in ("], says: "label selector" },
  ])("$args is a mistake in usage: exit 2, and what was meant", async ({ args, says }) => {
    const cwd = await scratchFolder();
    await writeFile(path.join(cwd, "config.toml"), minimal);
    const result = await runKwatchman(args, { cwd });
    expect(result.code).toBe(2);
    expect(result.all).toContain(says);
  });

  test("what a plugin writes to the console stays out of the log, and an error that it lets escape is in it", async () => {
    const cwd = await scratchFolder();
    const manifest = 'name = "loud"\nversion = "1.0.0"\ncontract = 1\nruntime = "module"\nentry = "index.js"\n';
    const source = `console.log("hello");
      const escape = () => { throw new Error("escaped"); };
      export default { setup: () => void setTimeout(escape, 100), handle() {} };`;
    await writeFiles(cwd, {
      "config.toml": 'pluginDirs = ["plugins"]\n[[resource]]\nkind = "configmap"\n[[handler]]\nname = "loud"\n',
      "plugins/loud/plugin.toml": manifest,
      "plugins/loud/index.js": source,
    });
    const cluster = await startEmbeddedCluster();
    onTestFinished(() => cluster.close());
    await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));

    const result = await runKwatchman(["run", "-k", "kubeconfig"], { cwd });

    expect(result.code).toBe(1);
    expect(result.stderr).toBe("hello");
    const lines = result.stdout.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.at(-1)).toMatchObject({
      level: "fatal",
      msg: "crashed",
      error: { code: "KW_PLUGIN_CRASHED", cause: { message: "escaped" } },
    });
  });

  test("a variable that is set to nothing names no configuration: then it is config.toml", async () => {
    const cwd = await scratchFolder();
    const result = await runKwatchman(["run"], { cwd, env: { KW_CONFIG_FILE: "" } });
    expect(result.stderr).toContain("Expected `config.toml` to be a file that can be read, found nothing there");
  });

  test.each([
    { file: "empty.yaml", text: "", says: "Add resource: [{ kind: deployment }]." },
    { file: "empty.json", text: "{}", says: 'Add "resource": [{ "kind": "deployment" }].' },
  ])("what is missing in $file is told in its own language", async ({ file, text, says }) => {
    const cwd = await scratchFolder();
    await writeFile(path.join(cwd, file), text);
    expect((await runKwatchman(["run", "-c", file], { cwd })).stderr).toContain(says);
  });

  test("a missing configuration is told by name, before any kubeconfig is touched", async () => {
    const result = await runKwatchman(["run", "-c", "missing.toml", "-k", "no-such-kubeconfig"], {
      cwd: await scratchFolder(),
    });
    expect(result.code).toBe(2);
    expect(result.all).toContain("missing.toml");
    expect(result.all).not.toContain("no-such-kubeconfig");
  });

  test("all mistakes that can be known without a cluster are reported together", async () => {
    const cwd = await scratchFolder();
    await writeFile(
      path.join(cwd, "config.toml"),
      `maxPendign = 5
[[resource]]
kind = "deployment"
labelSelector = "tier in (web"
[[handler]]
name = "diff"
timeout = "soon"
[[handler]]
name = "slakc"
[[handler]]
name = "slack"
webhookURL = { env = "NO_SUCH_VARIABLE" }
`,
    );
    const result = await runKwatchman(["run"], { cwd });
    expect(result.code).toBe(2);
    for (const words of ["maxPending", "labelSelector", "`handler[0].timeout`", "slack", "NO_SUCH_VARIABLE"]) {
      expect(result.all).toContain(words);
    }
    expect(result.all).toContain("config.toml:7");
  });

  test("nothing that a name or a server says can act on the terminal", async () => {
    const cwd = await scratchFolder();
    const evil = "\u001b[2J\u009b1m\u202e";
    const server = createServer((_, response) => response.writeHead(500).end(`overloaded ${evil}`));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const handler = (plugin: string) =>
      `[[resource]]\nkind = "configmap"\n[[handler]]\nname = ${JSON.stringify(`one ${evil}`)}\nplugin = "${plugin}"\n`;
    await writeFiles(cwd, {
      "config.toml": handler("log"),
      "wrong.toml": handler("log \u202e"),
      kubeconfig: kubeconfigOf(`http://127.0.0.1:${port}`),
    });

    const checked = await runKwatchman(["check", "-k", "kubeconfig"], { cwd });
    const refused = await runKwatchman(["run", "-c", "wrong.toml"], { cwd });

    expect(checked.stdout).toContain(String.raw`overloaded \u001b[2J\u009b1m\u202e`);
    expect(checked.stdout).toContain(String.raw`one \u001b[2J\u009b1m\u202e  log`);
    expect(refused.stderr).toContain(String.raw`log \u202e`);
    for (const text of [checked.all, refused.all]) expect(text).not.toMatch(/[^\P{C}\n]/u);
  });

  test("kinds that the server does not know are named all together, each with its place", async () => {
    const cwd = await scratchFolder();
    const cluster = await startEmbeddedCluster();
    onTestFinished(() => cluster.close());
    await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
    const kinds = ["deploymnt", "configmap", "servce", "binding.example.com", "ingres.networking.k8s.io"];
    const resources = kinds.map((kind) => `[[resource]]\nkind = "${kind}"\n`).join("");
    await writeFile(path.join(cwd, "config.toml"), `${resources}[[handler]]\nname = "log"\n`);

    const { code, stderr } = await runKwatchman(["run", "-k", "kubeconfig"], { cwd });

    expect(code).toBe(2);
    const told = stderr.split("\n").filter((line) => line.startsWith("error "));
    expect(told).toEqual([
      expect.stringContaining('`resource[0]` in config.toml:2: the API server knows no kind "deploymnt"'),
      expect.stringContaining('`resource[2]` in config.toml:6: the API server knows no kind "servce"'),
      expect.stringContaining("`resource[4]` in config.toml:10: "),
    ]);
  });

  test("a kubeconfig that is not there is a mistake, named with its path", async () => {
    const cwd = await scratchFolder();
    await writeFile(path.join(cwd, "config.toml"), minimal);
    const result = await runKwatchman(["run", "-k", "no-such-kubeconfig"], { cwd });
    expect(result.code).toBe(2);
    expect(result.all).toContain("no-such-kubeconfig");
  });
});

describe("a running host", () => {
  test.each([
    { how: "through npm", throughNpm: true },
    { how: "on Node 24", node: node24 },
  ])("stops cleanly by SIGTERM $how", async ({ throughNpm = false, node }) => {
    const cluster = await startCluster();
    const cwd = await scratchFolder();
    const kubeconfig = path.join(cwd, "kubeconfig");
    await cluster.writeKubeconfig(kubeconfig);
    await writeFile(path.join(cwd, "config.toml"), minimal);
    const host = startKwatchman(["run", "-c", path.join(cwd, "config.toml"), "-k", kubeconfig], {
      cwd,
      throughNpm,
      ...(node === undefined ? {} : { node }),
    });
    await untilSaid(host, "synced");
    host.kill("SIGTERM");
    expect(await host.ended).toBe(0);
  });

  test("is gone once it has stopped, whatever timer a plugin left running", async () => {
    const cwd = await folderWithPlugin("setInterval(() => {}, 1000);\nexport default { handle() {} };\n");
    expect(await runKwatchman(["check", "-k", "kubeconfig"], { cwd })).toMatchObject({ code: 0 });
    const host = startKwatchman(["run", "-k", "kubeconfig"], { cwd });
    await untilSaid(host, "synced");
    host.kill("SIGTERM");
    expect(await host.ended).toBe(0);
  });

  test("does not wait for ever for a plugin that does not close", async () => {
    const cwd = await folderWithPlugin("export default { handle() {}, close: () => new Promise(() => {}) };\n");
    const host = startKwatchman(["run", "-k", "kubeconfig"], { cwd });
    await untilSaid(host, "synced");
    host.kill("SIGTERM");
    expect(await host.ended).toBe(0);
    expect(host.lines().map((line) => line["msg"])).toEqual(
      expect.arrayContaining(["plugins are still closing, and are left to it", "stopped"]),
    );
  });
});

describe("stopped before its end,", () => {
  test("the demo stops cleanly", async () => {
    const demo = startKwatchman(["demo"], { cwd: await scratchFolder() });
    await demo.until(() => expect(demo.output()).toContain("▸"));
    demo.kill("SIGINT");
    expect(await demo.ended).toBe(0);
    expect(demo.output()).not.toContain("AbortError");
  });

  test("a check fails: nothing is known to be right", async () => {
    const cwd = await scratchFolder();
    const asked = Promise.withResolvers<void>();
    const silent = createServer(() => asked.resolve()).listen(0, "127.0.0.1");
    onTestFinished(() => silent.close().closeAllConnections());
    await once(silent, "listening");
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await writeFiles(cwd, { "config.toml": minimal, kubeconfig: kubeconfigOf(url) });
    const check = startKwatchman(["check", "-k", "kubeconfig"], { cwd });
    await asked.promise;
    check.kill("SIGINT");
    expect(await check.ended).toBe(1);
    expect(check.output().trim()).toBe("stopped: SIGINT");
  });
});

describe("the installed command", () => {
  test("on a Node that is too old it says in one line what it needs", async () => {
    const pretend = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.11.0" } })';
    const result = await execa(
      process.execPath,
      ["--import", `data:text/javascript,${encodeURIComponent(pretend)}`, path.join(projectRoot, "bin/kwatchman.js")],
      { reject: false },
    );
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/^kwatchman needs Node 24 or newer, this is Node 20\.11\.0 \(.+\)\.$/);
  });
});

/** A folder with a cluster's kubeconfig and a configuration whose only handler is this plugin. */
async function folderWithPlugin(source: string): Promise<string> {
  const cluster = await startCluster();
  const cwd = await scratchFolder();
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  await writeFiles(cwd, {
    "plugins/mine/plugin.toml":
      'name = "mine"\nversion = "1.0.0"\ncontract = 1\nruntime = "module"\nentry = "index.js"\ntimeout = "10m"\n',
    "plugins/mine/index.js": source,
    "config.toml": 'pluginDirs = ["./plugins"]\n[[resource]]\nkind = "configmap"\n[[handler]]\nname = "mine"\n',
  });
  return cwd;
}

async function startCluster(): Promise<Awaited<ReturnType<typeof startEmbeddedCluster>>> {
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  return cluster;
}
