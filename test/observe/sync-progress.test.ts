import { writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test, vi } from "vitest";
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { openScreen } from "../../src/observe/fixtures/screen.ts";
import { entry } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { writeFiles } from "../docs/write-files.ts";
import { gatePlugin } from "../health/gate-plugin.ts";

const patience = { timeout: 45_000 };

test("on a terminal the first list has a line, that is gone when it has been handled, and the log stays whole", async () => {
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  for (const name of ["one", "two"]) cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });
  const cwd = await scratchFolder();
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  await writeFiles(cwd, {
    ...gatePlugin,
    "config.toml": 'pluginDirs = ["./plugins"]\n[[resource]]\nkind = "configmap"\n[[handler]]\nname = "gate"\n',
  });
  const screen = openScreen();
  runOnTerminal(`${process.execPath} ${entry} run -k kubeconfig`, cwd, (text) =>
    screen.write(text.replaceAll("\r", "")),
  );

  await vi.waitFor(() => expect(screen.lines().at(-1)).toBe("handling configmap: 2 objects"), patience);
  await writeFile(path.join(cwd, "open"), "");
  await vi.waitFor(
    () =>
      expect(screen.lines()).toEqual([
        expect.stringMatching(/ watching cluster=embedded /),
        expect.stringMatching(/ synced resource=configmap objects=2 /),
        expect.stringMatching(/ all resources are synced resources=1 objects=2$/),
      ]),
    patience,
  );
});

/** Runs a command with a terminal of its own, until the test ends. */
function runOnTerminal(command: string, cwd: string, onOutput: (text: string) => void): void {
  const env = { PATH: process.env["PATH"] ?? "", HOME: cwd, NO_COLOR: "1", TERM: "xterm" };
  const terminal = execa("script", ["-qec", command, "/dev/null"], { cwd, env, extendEnv: false, reject: false });
  terminal.stdout.setEncoding("utf8").on("data", onOutput);
  onTestFinished(async () => {
    terminal.kill("SIGKILL");
    await terminal;
  });
}
