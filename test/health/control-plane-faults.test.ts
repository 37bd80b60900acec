import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startKwatchman } from "../cli/kwatchman-process.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { connectControlPlane, describeControlPlane, startProxy, viewer } from "../control-plane/index.ts";
import { type HealthClient, healthOf } from "./health-client.ts";

describeControlPlane("health", () => {
  test("a missing right is named with who, what and where, and readiness comes by itself when it is given", async () => {
    const plane = connectControlPlane();
    const namespace = await plane.createNamespace("health");
    const kubeconfig = await plane.writeKubeconfig({ token: viewer.token });
    const health = await startWatching(kubeconfig, `namespaces = ["${namespace}"]`);

    const words = `deployments.apps: forbidden: the user viewer may not list deployments in namespace ${namespace}; bind a Role`;
    expect(await health.untilReadyzSays(new RegExp(`^\\[-\\] deployment: failing, .+: ${words}`, "m"))).toBe(503);
    expect((await health.get("/metrics")).body).toMatch(
      /^kwatchman_resource_errors_total\{resource="deployment",code="KW_FORBIDDEN"\} [1-9]/m,
    );

    const inNamespace = (...args: string[]): Promise<string> => plane.kubectl("-n", namespace, ...args);
    await inNamespace("create", "role", "watcher", "--verb=list,watch", "--resource=deployments.apps");
    await inNamespace("create", "rolebinding", "watcher", "--role=watcher", `--user=${viewer.user}`);
    await health.untilReadyz(200);
  });

  test("a server that says nothing any more is noticed, told in words, and heard again by itself", async () => {
    const plane = connectControlPlane();
    const namespace = await plane.createNamespace("health");
    const network = await startProxy(plane.url);
    onTestFinished(() => network.close());
    const kubeconfig = await plane.writeKubeconfig({ url: network.url });
    const health = await startWatching(kubeconfig, `namespaces = ["${namespace}"]`);
    await health.untilReadyz(200);

    network.stall();
    const [verdict, deployments] = await health.untilReadyz(503);
    expect(verdict).toBe("not ready: 1 of 1 resources is not ready");
    expect(deployments).toMatch(
      /^\[-\] deployment: stale, heard \d+\.\d s ago, 0 objects: deployments\.apps: .*\b5 s\b/,
    );
    expect((await health.get("/healthz")).status).toBe(200);

    network.resume();
    await health.untilReadyz(200);
  });
});

/** Watches deployments with watches of two seconds. */
async function startWatching(kubeconfig: string, more = ""): Promise<HealthClient> {
  const cwd = await scratchFolder();
  await writeFile(
    path.join(cwd, "config.toml"),
    `http = { address = "127.0.0.1:0" }
watch = { timeout = "2s" }
[[resource]]
kind = "deployment"
${more}
[[handler]]
name = "log"
`,
  );
  return healthOf(startKwatchman(["run", "-k", kubeconfig], { cwd }));
}
