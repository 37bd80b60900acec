import { writeFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { startEmbeddedCluster } from "../../sdk/testing/index.ts";
import { kubeconfigOf } from "../../src/cluster/fixtures/kubeconfig.ts";
import { startProxy } from "../control-plane/proxy.ts";
import { quietHandler, setUpWorkplace } from "../store/host-run.ts";

const patience = { timeout: 60_000 };
const kinds = ["configmap", "deployment", "secret", "service"];

test("a server that cannot be reached is one warning for all resources, and one line when it is back", async () => {
  const cluster = await startEmbeddedCluster();
  onTestFinished(() => cluster.close());
  const network = await startProxy(cluster.url);
  onTestFinished(() => network.close());
  const workplace = await setUpWorkplace();
  const resources = kinds.map((kind) => `[[resource]]\nkind = "${kind}"\n`).join("");
  const run = await workplace.start(
    { writeKubeconfig: (file) => writeFile(file, kubeconfigOf(network.url)) },
    resources + quietHandler,
  );
  const isWatched = () => run.host.status().resources.every(({ isReady }) => isReady);
  await expect.poll(isWatched, patience).toBe(true);
  const said = (message: string) => run.lines.filter(({ msg }) => msg === message);

  await network.refuse(true);
  network.cut();
  const refused = { level: "warn", reason: expect.stringContaining("connection refused") };
  await expect.poll(() => said("failing"), patience).toContainEqual(expect.objectContaining(refused));
  await network.refuse(false);
  await expect.poll(isWatched, patience).toBe(true);
  await expect.poll(() => said("watching again"), patience).toHaveLength(1);

  expect(said("watching again")).toMatchObject([{ level: "info", resources: kinds, seconds: expect.any(Number) }]);
  // On a slow machine that connections broke off may be a line of its own.
  expect(said("failing").length).toBeLessThanOrEqual(2);
  expect(said("failing").at(0)).toHaveProperty("resources", kinds);
});
