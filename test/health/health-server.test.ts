import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type EmbeddedCluster, type EmbeddedClusterOptions, startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { kubeconfigOf } from "../../src/cluster/fixtures/kubeconfig.ts";
import { runKwatchman, startKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { untilSaid } from "../cli/until-said.ts";
import { findFreePort } from "../control-plane/free-port.ts";
import { codeBlocks, readDocument } from "../docs/code-blocks.ts";
import { writeFiles } from "../docs/write-files.ts";
import { gatePlugin } from "./gate-plugin.ts";
import { healthOf } from "./health-client.ts";

const args = ["run", "-k", "kubeconfig"];
const listens = 'http = { address = "127.0.0.1:0" }\n';
const configMaps = '[[resource]]\nkind = "configmap"\n[[handler]]\nname = "log"\n';

const gated = {
  ...gatePlugin,
  "config.toml": `${listens}pluginDirs = ["./plugins"]\n[[resource]]\nkind = "configmap"\n[[handler]]\nname = "gate"\n`,
};

describe("readiness", () => {
  test("comes when the first list has been handled, not before, and goes when the host stops", async () => {
    const { cluster, cwd } = await clusterAndFolder(gated);
    createConfigMap(cluster, "first");
    const host = startKwatchman(args, { cwd });
    const health = await healthOf(host);

    expect(await health.untilReadyzSays(/configmap: syncing, heard .+ 1 object$/m)).toBe(503);
    await writeFile(path.join(cwd, "open"), "");
    expect((await health.untilReadyz(200))[0]).toBe("ready");

    await rm(path.join(cwd, "open"));
    createConfigMap(cluster, "second");
    expect(await health.untilMetrics("kwatchman_lanes_running_changes 1")).toBe(200);
    host.kill("SIGTERM");
    expect((await health.untilReadyz(503))[0]).toBe("not ready: stopping");
    expect(await health.get("/healthz")).toEqual({ status: 200, body: "ok\n" });

    await writeFile(path.join(cwd, "open"), "");
    expect(await host.ended).toBe(0);
    await expect(health.get("/healthz")).rejects.toThrow("fetch failed");
  });

  test("comes by itself when a cluster that could not be reached at the start is there", async () => {
    const port = await findFreePort();
    const cwd = await scratchFolder();
    await writeFiles(cwd, {
      "config.toml": listens + configMaps,
      kubeconfig: kubeconfigOf(`http://127.0.0.1:${port}`),
    });
    const host = startKwatchman(args, { cwd });
    const health = await healthOf(host);

    expect(await health.untilReadyzSays(/^\[-\] configmap: .+connection refused/m)).toBe(503);
    expect((await health.get("/healthz")).status).toBe(200);
    expect((await health.get("/metrics")).body).toContain('kwatchman_resource_ready{resource="configmap"} 0');

    await startCluster({ port });
    await health.untilReadyz(200);
  });

  test("is not lost while a definition is waited for, and says so; with the definition its objects count", async () => {
    const { cluster, cwd } = await clusterAndFolder({
      "config.toml": `${listens}[[resource]]\nkind = "widgets.example.com"\n[[handler]]\nname = "log"\n`,
    });
    const health = await healthOf(startKwatchman(args, { cwd }));

    const [, waiting] = await health.untilReadyz(200);
    expect(waiting).toMatch(/^\[\+\] widgets\.example\.com: waiting, .*0 objects: .*widgets\.example\.com/);

    cluster.createDefinition({ group: "example.com", kind: "Widget", plural: "widgets", versions: ["v1"] });
    cluster.create({ apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "one", namespace: "default" } });
    expect(await health.untilReadyzSays(/widgets\.example\.com: watching, .+ 1 object$/m)).toBe(200);
  });
});

describe("metrics", () => {
  test("tell of the life of an object: events, calls by outcome, changes handled", async () => {
    const { cluster, cwd } = await clusterAndFolder({
      "config.toml": `${listens}[[resource]]\nkind = "configmap"\n[[handler]]\nname = "diff"\n[[handler]]\nname = "log"\nwhen = { actions = ["delete"] }\n`,
    });
    const health = await healthOf(startKwatchman(args, { cwd }));
    await health.untilReadyz(200);

    createConfigMap(cluster, "one");
    cluster.delete({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one" } });

    const expected = [
      'kwatchman_resource_events_total{resource="configmap",type="ADDED"} 1',
      'kwatchman_resource_events_total{resource="configmap",type="DELETED"} 1',
      'kwatchman_resource_lists_total{resource="configmap"} 1',
      'kwatchman_resource_objects{resource="configmap"} 0',
      'kwatchman_handler_calls_total{handler="diff",outcome="next"} 2',
      'kwatchman_handler_passed_over_total{handler="log"} 1',
      'kwatchman_handler_calls_total{handler="log",outcome="next"} 1',
      'kwatchman_handler_call_duration_seconds_count{handler="log"} 1',
      "kwatchman_lanes_observed_changes_total 2",
      "kwatchman_lanes_handled_changes_total 2",
    ];
    for (const series of expected) expect(await health.untilMetrics(series)).toBe(200);
  });
});

describe("the address", () => {
  test("that is taken ends the start with one error, as documented", async () => {
    const { cwd } = await clusterAndFolder({});
    const port = await takePort();
    await writeFiles(cwd, { "config.toml": `[http]\naddress = "127.0.0.1:${port}"\n${configMaps}` });

    const { code, stderr } = await runKwatchman(args, { cwd });

    expect(code).toBe(1);
    const documented = codeBlocks(await readDocument("docs/errors.md")).map(({ text }) => text.trimEnd());
    expect(documented).toContain(stderr.replaceAll(String(port), "8080"));
  });

  test("that is taken is told by the flag, if that names it", async () => {
    const { cwd } = await clusterAndFolder({ "config.toml": configMaps });
    const address = `127.0.0.1:${await takePort()}`;

    const { code, stderr } = await runKwatchman([...args, "--http-address", address], { cwd });

    expect(code).toBe(1);
    expect(stderr).toContain(`Expected --http-address (KW_HTTP_ADDRESS) to be free to listen at, got "${address}": `);
  });

  test("is not listened at unless it is given", async () => {
    const { cwd } = await clusterAndFolder({ "config.toml": configMaps });
    const host = startKwatchman(args, { cwd });
    await untilSaid(host, "synced");
    expect(host.output()).not.toContain("health server");
  });
});

/** A port that somebody listens at until the test ends. */
async function takePort(): Promise<number> {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  onTestFinished(() => void taken.close());
  return (taken.address() as AddressInfo).port;
}

async function startCluster(options: EmbeddedClusterOptions = {}): Promise<EmbeddedCluster> {
  const cluster = await startEmbeddedCluster(options);
  onTestFinished(() => cluster.close());
  return cluster;
}

/** A cluster, and a folder with its kubeconfig and the given files. */
async function clusterAndFolder(
  files: Readonly<Record<string, string>>,
): Promise<{ cluster: EmbeddedCluster; cwd: string }> {
  const cluster = await startCluster();
  const cwd = await scratchFolder();
  await cluster.writeKubeconfig(path.join(cwd, "kubeconfig"));
  await writeFiles(cwd, files);
  return { cluster, cwd };
}

function createConfigMap(cluster: EmbeddedCluster, name: string): void {
  cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" } });
}
