import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { connectControlPlane, describeControlPlane } from "../control-plane/index.ts";
import { startKwatchman } from "./kwatchman-process.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { untilSaid } from "./until-said.ts";

describeControlPlane("the main job", () => {
  test("a Deployment's life gives three lines: its add, its new image, its delete; its status none", async () => {
    const plane = connectControlPlane();
    const namespace = await plane.createNamespace("main-job");
    const folder = await scratchFolder();
    await writeFile(
      path.join(folder, "config.toml"),
      ["[[resource]]", 'kind = "deployment"', "[[handler]]", 'name = "diff"', "[[handler]]", 'name = "log"'].join("\n"),
    );
    const host = startKwatchman(["-n", namespace, "-k", plane.kubeconfigFile], { cwd: folder });
    await untilSaid(host, "synced");

    const inNamespace = (...args: string[]): Promise<string> => plane.kubectl("-n", namespace, ...args);
    await inNamespace("create", "deployment", "web", "--image=nginx:1.24", "--replicas=2");
    await host.until(() => expect(host.changes()).toHaveLength(1));
    await statusWritten(inNamespace, 1);
    await inNamespace("set", "image", "deployment/web", "nginx=nginx:1.25");
    await host.until(() => expect(host.changes()).toHaveLength(2));
    await statusWritten(inNamespace, 2);
    await inNamespace("delete", "deployment", "web");
    await host.until(() => expect(host.changes().at(-1)).toMatchObject({ action: "delete" }));

    host.kill("SIGTERM");
    expect(await host.ended).toBe(0);
    expect(host.changes()).toMatchObject([
      { action: "add", resource: "Deployment", subject: `${namespace}/web`, handler: "log" },
      {
        action: "update",
        resource: "Deployment",
        subject: `${namespace}/web`,
        diff: {
          text: expect.stringContaining("nginx:1.25"),
          changes: [
            {
              op: "replace",
              path: "/spec/template/spec/containers/0/image",
              value: "nginx:1.25",
              oldValue: "nginx:1.24",
            },
          ],
        },
      },
      { action: "delete", resource: "Deployment", subject: `${namespace}/web` },
    ]);
  });

  test("a definition created after the start is picked up, and its objects' changes are reported", async () => {
    const plane = connectControlPlane();
    const folder = await scratchFolder();
    await writeFile(
      path.join(folder, "config.toml"),
      [
        "[[resource]]",
        'kind = "gadgets.late.example.com"',
        "[[handler]]",
        'name = "diff"',
        "[[handler]]",
        'name = "log"',
      ].join("\n"),
    );
    const host = startKwatchman(["-k", plane.kubeconfigFile], { cwd: folder });
    await host.until((lines) => expect(JSON.stringify(lines)).toMatch(/waiting/));

    await writeFile(path.join(folder, "definition.json"), JSON.stringify(gadgetDefinition));
    await plane.kubectl("create", "-f", path.join(folder, "definition.json"));
    await plane.kubectl("wait", "--for=condition=Established", "crd/gadgets.late.example.com", "--timeout=60s");
    await writeFile(path.join(folder, "gadget.json"), JSON.stringify(gadget("small")));
    await plane.kubectl("create", "-f", path.join(folder, "gadget.json"));
    await host.until(() =>
      expect(host.changes()).toMatchObject([{ action: "add", resource: "Gadget", subject: "default/first" }]),
    );
    await plane.kubectl("patch", "gadget", "first", "--type=merge", "-p", '{"spec":{"size":"large"}}');
    await host.until(() =>
      expect(host.changes().at(1)).toMatchObject({
        action: "update",
        diff: { changes: [{ op: "replace", path: "/spec/size", value: "large", oldValue: "small" }] },
      }),
    );
    await plane.kubectl("delete", "crd", "gadgets.late.example.com");
    await host.until(() => expect(host.changes().at(2)).toMatchObject({ action: "delete", resource: "Gadget" }));
    host.kill("SIGTERM");
    expect(await host.ended).toBe(0);
  });
});

/** Waits until the controller manager has written the status of this generation. */
async function statusWritten(kubectl: (...args: string[]) => Promise<string>, generation: number): Promise<void> {
  await expect
    .poll(() => kubectl("get", "deployment", "web", "-o", "jsonpath={.status.observedGeneration}"), {
      timeout: 45_000,
      interval: 200,
    })
    .toBe(String(generation));
}

const gadgetDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "gadgets.late.example.com" },
  spec: {
    group: "late.example.com",
    scope: "Namespaced",
    names: { plural: "gadgets", singular: "gadget", kind: "Gadget" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};

function gadget(size: string): unknown {
  return {
    apiVersion: "late.example.com/v1",
    kind: "Gadget",
    metadata: { name: "first", namespace: "default" },
    spec: { size },
  };
}
