import { afterAll, beforeAll, expect, test } from "vitest";
import {
  connectControlPlane,
  describeControlPlane,
  send,
  startControlPlane,
  viewer,
  type ControlPlane,
} from "./index.ts";

describeControlPlane("the shared control plane", () => {
  test("makes Pods of Deployments, in a namespace of each test's own", async () => {
    const plane = connectControlPlane();
    const namespace = await plane.createNamespace("deployments");
    await plane.kubectl("create", "deployment", "web", "--image=nginx", "-n", namespace);
    await expect
      .poll(() => plane.kubectl("get", "pods", "-n", namespace, "-o", "name"), { timeout: 30_000 })
      .toMatch(/^pod\/web-/);
  });

  test("lets the viewer in but do nothing", async () => {
    const plane = connectControlPlane();
    const answer = await send({ ...plane, token: viewer.token }, "GET", "/api/v1/secrets");
    expect(answer.status).toBe(403);
    expect(answer.json()).toMatchObject({ message: expect.stringContaining('User "viewer" cannot list') });
  });
});

describeControlPlane("a control plane of a test's own", () => {
  let plane: ControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane({ tokens: [{ token: "ops", user: "ops", groups: ["system:masters"] }] });
  });
  afterAll(() => plane.stop());

  test("comes back after a kill with the same address, certificate and data", async () => {
    const namespace = await plane.createNamespace("restart");
    await plane.killApiServer();
    await expect(plane.request("GET", "/api/v1/namespaces")).rejects.toThrow(/ECONN/);
    await plane.startApiServer();
    const answer = await plane.request("GET", `/api/v1/namespaces/${namespace}`);
    expect(answer.status).toBe(200);
  });

  test("answers nothing while paused", async () => {
    plane.pauseApiServer();
    const signal = AbortSignal.timeout(1000);
    await expect(plane.request("GET", "/readyz", { signal })).rejects.toThrow(/aborted/);
    plane.resumeApiServer();
    expect((await plane.request("GET", "/readyz")).status).toBe(200);
  });

  test("forgets old revisions when compacted", async () => {
    const page = await plane.request("GET", "/api/v1/namespaces?limit=1");
    const { metadata } = page.json() as { metadata: { continue: string } };
    await plane.createNamespace("compacted");
    await plane.compact();
    const next = await plane.request("GET", `/api/v1/namespaces?limit=1&continue=${metadata.continue}`);
    expect(next.status).toBe(410);
  });

  test("knows the users it was started with", async () => {
    const kubeconfig = await plane.writeKubeconfig({ token: "ops" });
    expect(await plane.kubectl("--kubeconfig", kubeconfig, "auth", "can-i", "delete", "nodes")).toBe("yes");
  });
});
