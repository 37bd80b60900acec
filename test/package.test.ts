import { readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { startEmbeddedCluster } from "../sdk/testing/index.ts";
import { projectRoot, runKwatchman, startKwatchman } from "./cli/kwatchman-process.ts";
import { untilSaid } from "./cli/until-said.ts";
import { connectControlPlane, describeControlPlane } from "./control-plane/index.ts";
import { type InstalledPackage, installPackage } from "./package/installed-package.ts";
import { configuration, pluginTest, typedPlugin, writePlugin } from "./package/plugins.ts";

const nodes = [
  { name: "the Node of the tests", node: process.execPath },
  { name: "Node 24", node: path.join(projectRoot, "test/node24/node_modules/.bin/node") },
];

let installed: InstalledPackage;
/** By the Node that plays it; each takes its time, so both begin at once. */
const demos = new Map<string, ReturnType<typeof run>>();

beforeAll(async () => {
  installed = await installPackage();
  for (const { node } of nodes) demos.set(node, run(node, "demo"));
  return () => installed.remove();
});

describe("the published package", () => {
  test("has what was built, the schemas and what a user reads, and no source or test", () => {
    const { files } = installed;

    expect(new Set(files.map((file) => file.split("/")[0]))).toEqual(
      new Set([
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "config.toml",
        "dist",
        "docs",
        "examples",
        "package.json",
        "plugins",
        "sdk",
      ]),
    );
    expect(files).toEqual(
      expect.arrayContaining([
        "dist/THIRD-PARTY-LICENSES",
        "dist/cli.js",
        "dist/cli.js.map",
        "dist/plugins/slack/index.js",
        "dist/plugins/slack/plugin.toml",
        "dist/sdk/index.d.ts",
        "dist/sdk/testing/index.js",
        "sdk/schemas/config.schema.json",
      ]),
    );
    // Examples are there to be copied, as they are.
    const own = files.filter((file) => !file.startsWith("examples/"));
    expect(own.filter((file) => /(?<!\.d)\.ts$|\.test\.|fixtures/.test(file))).toEqual([]);
  });

  test("asks for nothing to be installed but what is native, and may be left out", async () => {
    const manifest = JSON.parse(
      await readFile(path.join(installed.home, "node_modules/kwatchman/package.json"), "utf8"),
    ) as Record<string, unknown>;

    expect(manifest).toMatchObject({
      version: packageJson.version,
      optionalDependencies: packageJson.optionalDependencies,
    });
    for (const key of ["dependencies", "devDependencies", "scripts"]) expect(manifest).not.toHaveProperty(key);
  });

  test("has the licences of the packages that are in the bundles", async () => {
    const file = path.join(installed.home, "node_modules/kwatchman/dist/THIRD-PARTY-LICENSES");
    const licences = await readFile(file, "utf8");

    for (const name of ["@kubernetes/client-node", "ajv", "pino", "tapable"]) {
      expect(licences).toMatch(new RegExp(`^${name} \\d\\S* \\((MIT|Apache-2\\.0)\\)$`, "m"));
    }
    expect(licences).toContain("Apache License");
  });

  test("has exports that publint finds nothing wrong with", async () => {
    const pkgDir = path.join(installed.home, "node_modules/kwatchman");
    const { messages, pkg } = await publint({ pkgDir, strict: true, pack: false });

    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test("has types of the sdk that need no other package", async () => {
    await writeFile(path.join(installed.home, "typed.ts"), typedPlugin);
    const options = ["--module", "nodenext", "--strict", "--noEmit", "--types", "", "--skipLibCheck", "false"];

    const result = await execa("tsc", ["--ignoreConfig", ...options, "typed.ts"], {
      cwd: installed.home,
      preferLocal: true,
      localDir: projectRoot,
      reject: false,
    });

    expect(result.stdout).toBe("");
    expect(result.exitCode).toBe(0);
  });
});

describe.each(nodes)("the installed package on $name", ({ node }) => {
  test("says its version", async () => {
    expect(await run(node, "--version")).toEqual({ code: 0, stdout: packageJson.version, stderr: "" });
  });

  test("plays the demo, without a warning", async () => {
    expect(await demos.get(node)).toEqual({
      code: 0,
      stdout: expect.stringContaining("28 changes were seen, 4 of them worth a line"),
      stderr: "",
    });
  });

  test("loads a plugin that imports kwatchman/sdk; a stack names the lines of the host's sources", async () => {
    const cluster = await startEmbeddedCluster();
    onTestFinished(() => cluster.close());
    cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "default", name: "settings" } });
    await cluster.writeKubeconfig(path.join(installed.home, "kubeconfig"));
    await writePlugin(installed.home, "greeter");
    await writeFile(path.join(installed.home, "config.toml"), configuration("greeter"));

    const host = startKwatchman(["-k", "kubeconfig"], { cwd: installed.home, entry: installed.command, node });
    await untilSaid(host, "greeted");
    host.kill("SIGTERM");

    expect(await host.ended).toBe(0);
    expect(host.lines()).toContainEqual(
      expect.objectContaining({ msg: "greeted", stack: expect.stringContaining(await hostsLine()) }),
    );
  });

  test("runs a plugin in an isolate, where isolated-vm is installed", async () => {
    for (const name of ["isolated-vm", "node-gyp-build"]) {
      const link = path.join(installed.home, "node_modules", name);
      await symlink(path.join(projectRoot, "node_modules", name), link);
      onTestFinished(() => rm(link));
    }
    const cluster = await startEmbeddedCluster();
    onTestFinished(() => cluster.close());
    cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "default", name: "settings" } });
    await cluster.writeKubeconfig(path.join(installed.home, "kubeconfig"));
    await writePlugin(installed.home, "shut-in", "isolate");
    await writeFile(path.join(installed.home, "config.toml"), configuration("shut-in"));

    const host = startKwatchman(["-k", "kubeconfig"], { cwd: installed.home, entry: installed.command, node });
    await host.until((lines) => {
      expect(lines).toContainEqual(
        expect.objectContaining({ handler: "shut-in", output: expect.objectContaining({ message: "greeted" }) }),
      );
    });
    host.kill("SIGTERM");

    expect(await host.ended).toBe(0);
  });

  test("is what a plugin's own tests import, below node_modules", async () => {
    await writePlugin(installed.home, "greeter");
    await writeFile(path.join(installed.home, "greeter.test.ts"), pluginTest);

    const result = await execa(node, ["--test", "greeter.test.ts"], { cwd: installed.home, reject: false, all: true });

    expect(result.all).toContain("pass 3");
    expect(result.exitCode).toBe(0);
  });
});

describeControlPlane("the installed package", () => {
  test.each(nodes)("watches with $name: an add, then the change of an image", async ({ node }) => {
    const plane = connectControlPlane();
    const namespace = await plane.createNamespace("package");
    await writeFile(path.join(installed.home, "config.toml"), configuration("diff", "log"));
    const args = ["run", "-n", namespace, "-k", plane.kubeconfigFile];
    const host = startKwatchman(args, { cwd: installed.home, entry: installed.command, node });
    await untilSaid(host, "synced");

    await plane.kubectl("-n", namespace, "create", "configmap", "settings", "--from-literal=colour=red");
    await host.until(() =>
      expect(host.changes()).toContainEqual(
        expect.objectContaining({ action: "add", subject: `${namespace}/settings` }),
      ),
    );
    await plane.kubectl("-n", namespace, "patch", "configmap", "settings", "-p", '{"data":{"colour":"blue"}}');
    await host.until(() =>
      expect(host.changes()).toContainEqual(expect.objectContaining({ action: "update", diff: expect.anything() })),
    );

    host.kill("SIGTERM");
    expect(await host.ended).toBe(0);
  });
});

async function run(node: string, ...args: string[]) {
  const { code, stdout, stderr } = await runKwatchman(args, { cwd: installed.home, entry: installed.command, node });
  return { code, stdout, stderr };
}

/** Where in the checkout's sources the host calls a module plugin, as a stack has it. */
async function hostsLine(): Promise<string> {
  const file = "src/runtimes/module.ts";
  const lines = (await readFile(path.join(projectRoot, file), "utf8")).split("\n");
  const index = lines.findIndex((line) => line.includes("plugin.handle("));
  return `/kwatchman/${file}:${index + 1}:`;
}
