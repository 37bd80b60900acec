import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { startEmbeddedCluster } from "../sdk/testing/index.ts";
import { projectRoot } from "./cli/kwatchman-process.ts";
import { type InstalledPackage, installPackage, publishedFiles } from "./package/installed-package.ts";

const nodes = [
  { node: "the Node of the tests", program: process.execPath },
  { node: "Node 24", program: path.join(projectRoot, "test/node24/node_modules/.bin/node") },
];

describe("the published package", () => {
  test("has the command, the host, the sdk, the plugins and what a user reads, and nothing else", async () => {
    const files = await publishedFiles();

    expect(new Set(files.map((file) => file.split("/")[0]))).toEqual(
      new Set([
        "ARCHITECTURE.md",
        "LICENSE",
        "README.md",
        "bin",
        "config.toml",
        "docs",
        "package.json",
        "plugins",
        "sdk",
        "src",
      ]),
    );
    expect(files).toEqual(
      expect.arrayContaining([
        "plugins/slack/plugin.toml",
        "sdk/schemas/config.schema.json",
        "src/cli/demo/config.toml",
      ]),
    );
    expect(files.filter((file) => /\.test\.ts$|\/fixtures\//.test(file))).toEqual([]);
  });
});

describe("the installed package", () => {
  let installed: InstalledPackage;

  beforeAll(async () => {
    installed = await installPackage(await mkdtemp(path.join(tmpdir(), "kwatchman-package-")));
    return () => rm(installed.home, { recursive: true, force: true });
  });

  test.each(nodes)("says its version on $node", async ({ program }) => {
    expect(await kwatchman(program, "--version")).toMatchObject({
      exitCode: 0,
      stdout: packageJson.version,
      stderr: "",
    });
  });

  test.each(nodes)("plays the demo on $node, without a warning", async ({ program }) => {
    const result = await kwatchman(program, "demo");

    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    expect(result.stdout).toContain("28 changes were seen, 4 of them worth a line");
  });

  test.each(nodes)("loads a plugin that imports kwatchman/sdk on $node", async ({ program }) => {
    const cluster = await startEmbeddedCluster();
    onTestFinished(() => cluster.close());
    await cluster.writeKubeconfig(path.join(installed.home, "kubeconfig"));
    await writePlugin(installed.home);

    const result = await kwatchman(program, "check", "-k", "kubeconfig");

    expect(result.stdout).toMatch(/^greeter +greeter +module +ok$/m);
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
  });

  function kwatchman(program: string, ...args: string[]) {
    return execa(program, [installed.command, ...args], {
      cwd: installed.home,
      env: { PATH: process.env["PATH"] ?? "", HOME: installed.home },
      extendEnv: false,
      reject: false,
      timeout: 110_000,
    });
  }
});

async function writePlugin(home: string): Promise<void> {
  const folder = path.join(home, "my-plugins/greeter");
  await mkdir(folder, { recursive: true });
  const manifest = { name: "greeter", version: "1.0.0", contract: 1, runtime: "module", entry: "index.ts" };
  const lines = Object.entries(manifest).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`);
  await writeFile(path.join(folder, "plugin.toml"), lines.join(""));
  await writeFile(
    path.join(folder, "index.ts"),
    `import { definePlugin, PermanentError } from "kwatchman/sdk";

export default definePlugin({
  handle(): void {
    throw new PermanentError("never called");
  },
});
`,
  );
  await writeFile(
    path.join(home, "config.toml"),
    'pluginDirs = ["my-plugins"]\n[[resource]]\nkind = "configmap"\n[[handler]]\nname = "greeter"\n',
  );
}
