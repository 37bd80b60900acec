import { existsSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { writeFiles } from "../docs/write-files.ts";
import { living } from "../runtimes/exec/living.ts";
import { entry } from "./kwatchman-process.ts";
import { scratchFolder } from "./scratch-folder.ts";

const patience = { timeout: 45_000 };

test("a host whose terminal is closed stops cleanly, and nobody is left behind", async () => {
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  const cwd = await scratchFolder();
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  await writeFiles(cwd, { ...witness, "config.toml": config });
  const command = `${process.execPath} ${entry} run -k ${path.join(cwd, "kubeconfig")}`;
  const env = { PATH: process.env["PATH"] ?? "", HOME: cwd, TERM: "xterm" };
  const terminal = execa("script", ["-qec", command, "/dev/null"], { cwd, env, extendEnv: false, reject: false });
  onTestFinished(() => {
    for (const pid of living(cwd)) process.kill(pid, "SIGKILL");
  });
  await expect.poll(() => existsSync(path.join(cwd, "started")), patience).toBe(true);

  terminal.kill("SIGKILL");

  await expect.poll(() => living(cwd), patience).toEqual([]);
  expect(existsSync(path.join(cwd, "stopped"))).toBe(true);
});

const config = 'pluginDirs = ["./plugins"]\n[[resource]]\nkind = "configmap"\n[[handler]]\nname = "witness"\n';

/** Leaves a file when the host has started, and one when it stops. */
const witness = {
  "plugins/witness/plugin.toml":
    'name = "witness"\nversion = "1"\ncontract = 1\nruntime = "module"\nentry = "index.mjs"\n',
  "plugins/witness/index.mjs": `import { writeFileSync } from "node:fs";
export default {
  setup(hooks) {
    hooks.start.tap("witness", () => writeFileSync("started", ""));
    hooks.stop.tap("witness", () => writeFileSync("stopped", ""));
  },
  handle() {},
};
`,
};
