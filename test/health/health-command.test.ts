import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { runKwatchman, startKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { untilSaid, untilSynced } from "../cli/until-said.ts";
import { findFreePort } from "../control-plane/free-port.ts";
import { writeFiles } from "../docs/write-files.ts";

const watching = '[[resource]]\nkind = "configmap"\n[[handler]]\nname = "log"\n';

test("health tells whether the host is alive and, if asked, ready; by the configuration's address, else by the flag's", async () => {
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  const cwd = await scratchFolder();
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  const [configured, given] = [await findFreePort(), await findFreePort()];
  await writeFiles(cwd, {
    "says.toml": `http = { address = "127.0.0.1:${configured}" }\n${watching}`,
    "says-nothing.toml": `store = { kind = "memory" }\n${watching}`,
  });
  const env = { KW_HTTP_ADDRESS: `:${given}` };

  for (const [config, port] of [
    ["says.toml", configured],
    ["says-nothing.toml", given],
  ] as const) {
    const health = (...args: string[]) => runKwatchman(["health", "-c", config, ...args], { cwd, env });
    expect(await health()).toMatchObject({ code: 1, stderr: expect.stringContaining(`127.0.0.1:${port}/healthz`) });

    const host = startKwatchman(["run", "-k", "kubeconfig", "-c", config], { cwd, env });
    await untilSynced(host);

    expect(await health()).toMatchObject({ code: 0, stdout: "ok" });
    expect(await health("--ready")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ready\n.*configmap/) });
    host.kill("SIGTERM");
    expect(await host.ended).toBe(0);
  }
});

test("a host that is alive but deaf is alive, and not ready", async () => {
  const cluster = await startEmbeddedCluster({ forbid: [{ verbs: ["list"] }] });
  onTestFinished(() => cluster.close());
  const cwd = await scratchFolder();
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  const address = `127.0.0.1:${await findFreePort()}`;
  await writeFiles(cwd, { "config.toml": `http = { address = "${address}" }\n${watching}` });
  const host = startKwatchman(["run", "-k", "kubeconfig"], { cwd });
  await untilSaid(host, "health server listens");

  expect(await runKwatchman(["health"], { cwd })).toMatchObject({ code: 0 });
  expect(await runKwatchman(["health", "--ready"], { cwd })).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("not ready"),
  });
});

test("health needs no more of a configuration than where to ask, and says when it is not told", async () => {
  const cwd = await scratchFolder();
  const slack = '[[handler]]\nname = "slack"\nwebhookURL = { env = "NOT_SET" }\n';
  await writeFiles(cwd, { "config.toml": watching + slack });

  expect(await runKwatchman(["health"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /^error KW_USAGE: Expected `http\.address` to be set in config\.toml.*\n.*KW_HTTP_ADDRESS/,
    ),
  });
  expect(await runKwatchman(["health", "--http-address", "8080"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      'Expected --http-address (KW_HTTP_ADDRESS) to be an address such as "127.0.0.1:8080"',
    ),
  });
});
