import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startEmbeddedCluster, type EmbeddedCluster } from "../sdk/testing/index.ts";
import { describeWithPrograms, kubectlArguments, runKubectl } from "./control-plane/index.ts";
import { programPath } from "./control-plane/programs.ts";

const colours = (name: string, colour: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default" },
  data: { colour },
});

describeWithPrograms("kubectl on the embedded cluster", () => {
  let cluster: EmbeddedCluster;
  let folder: string;
  let kubeconfig: string;
  beforeEach(async () => {
    cluster = await startEmbeddedCluster();
    folder = await mkdtemp(path.join(tmpdir(), "kwatchman-kubectl-"));
    kubeconfig = path.join(folder, "kubeconfig");
    await cluster.writeKubeconfig(kubeconfig);
  });
  afterEach(async () => {
    await cluster.close();
    await rm(folder, { recursive: true, force: true });
  });

  const kubectl = (...args: string[]) => runKubectl(kubeconfig, args);
  const kubectlWith = (manifest: object, ...args: string[]) =>
    runKubectl(kubeconfig, [...args, "-f", "-"], JSON.stringify(manifest));

  test("create -f makes what the file says, with kubectl as the manager", async () => {
    expect(await kubectlWith(colours("a", "red"), "create")).toBe("configmap/a created");
    const created = cluster.get(colours("a", ""));
    expect(created).toMatchObject({ data: { colour: "red" } });
    expect(created?.metadata["managedFields"]).toMatchObject([{ manager: "kubectl-create" }]);
  });

  test("get prints a table of names and ages, the whole object as YAML, and members by path", async () => {
    cluster.create(colours("a", "red"));
    cluster.create(colours("b", "blue"));
    expect(await kubectl("get", "cm")).toMatch(/^NAME +AGE\na +\d+s\nb +\d+s$/);
    expect(await kubectl("get", "configmap", "b", "-o", "yaml")).toContain("colour: blue");
    expect(await kubectl("get", "cm", "-A", "-o", "jsonpath={.items[*].data.colour}")).toBe("red blue");
    await expect(kubectl("get", "cm", "none")).rejects.toThrow('configmaps "none" not found');
  });

  test("get pages through more objects than it asks for at once", async () => {
    for (let number = 0; number < 1100; number += 1) cluster.create(colours(`c-${number}`, "grey"));
    const names = await kubectl("get", "cm", "-o", "name");
    expect(names.split("\n")).toHaveLength(1100);
    expect(cluster.requests.filter(({ verb }) => verb === "list")).toHaveLength(3);
  });

  test("patch --type=merge and --type=json change an object", async () => {
    cluster.create(colours("a", "red"));
    await kubectl("patch", "cm", "a", "--type=merge", "-p", '{"data":{"size":"1"}}');
    await kubectl("patch", "cm", "a", "--type=json", "-p", '[{"op":"replace","path":"/data/colour","value":"blue"}]');
    expect(cluster.get(colours("a", ""))).toMatchObject({ data: { colour: "blue", size: "1" } });
  });

  test("replace, label and delete work, too", async () => {
    await kubectlWith(colours("a", "red"), "create");
    await kubectlWith(colours("a", "blue"), "replace");
    await kubectl("label", "cm", "a", "tier=web");
    const labelled = { data: { colour: "blue" }, metadata: { labels: { tier: "web" } } };
    expect(cluster.get(colours("a", ""))).toMatchObject(labelled);
    expect(await kubectl("delete", "cm", "a")).toBe('configmap "a" deleted');
    expect(cluster.get(colours("a", ""))).toBeUndefined();
  });

  test("what needs a strategic merge is told so", async () => {
    await kubectl("create", "deployment", "web", "--image=nginx:1");
    const refusal = /does not do strategic merge patches; send application\/merge-patch\+json/;
    await expect(kubectl("set", "image", "deployment/web", "nginx=nginx:2")).rejects.toThrow(refusal);
    await expect(kubectl("patch", "deployment", "web", "-p", "{}")).rejects.toThrow(refusal);
  });

  test("get -w prints each change as it comes, until the server ends the watch", async () => {
    cluster.create(colours("a", "red"));
    const args = kubectlArguments(kubeconfig, [
      "get",
      "cm",
      "-w",
      "--no-headers",
      "-o",
      "jsonpath={.data.colour}{'\\n'}",
    ]);
    const watching = spawn(programPath("kubectl"), args, { stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: watching.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe("red");
    await expect.poll(() => cluster.requests.some(({ verb }) => verb === "watch"), { timeout: 15_000 }).toBe(true);
    cluster.patch(colours("a", ""), { data: { colour: "blue" } });
    expect((await lines.next()).value).toBe("blue");
    watching.kill();
    await once(watching, "exit");
  });

  test("custom resources are found by their short name", async () => {
    cluster.createDefinition({ group: "example.com", kind: "Gadget", shortNames: ["gd"] });
    await kubectlWith({ apiVersion: "example.com/v1", kind: "Gadget", metadata: { name: "a" }, spec: {} }, "create");
    expect(await kubectl("get", "gd", "-o", "name")).toBe("gadget.example.com/a");
    expect(await kubectl("patch", "gd", "a", "--type=merge", "-p", '{"spec":{"size":2}}')).toContain("patched");
  });

  test("auth can-i asks what is forbidden", async () => {
    cluster.forbid({ verbs: ["delete"], resources: ["pods"] });
    expect(await kubectl("auth", "can-i", "list", "pods")).toBe("yes");
    await expect(kubectl("auth", "can-i", "delete", "pods")).rejects.toThrow(/^no$/m);
  });
});
