import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { writeFiles } from "../docs/write-files.ts";
import { runKwatchman } from "./kwatchman-process.ts";
import { scratchFolder } from "./scratch-folder.ts";

/** A stream that is ready when both of them have been started. */
const waitsForTheOther = `#!/bin/sh
touch "$KWATCHMAN_HANDLER"
while [ ! -e one ] || [ ! -e two ]; do sleep 0.05; done
echo '{ "type": "ready", "contract": 1 }'
cat >/dev/null
`;

const handler = (name: string) => `[[handler]]
name = "${name}"
runtime = "exec"
mode = "stream"
command = ["sh", "wait.sh"]
`;

test("check makes handlers ready side by side: one that takes its time holds up no other", async () => {
  const cwd = await scratchFolder();
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  await writeFiles(cwd, {
    "config.toml": `[[resource]]\nkind = "configmap"\n${handler("one")}${handler("two")}`,
    "wait.sh": waitsForTheOther,
  });

  const { code, stdout } = await runKwatchman(["check", "-k", "kubeconfig"], { cwd });

  expect(stdout).toMatch(/^one +one +exec +ok\ntwo +two +exec +ok\n\nAll is well\.$/m);
  expect(code).toBe(0);
});
