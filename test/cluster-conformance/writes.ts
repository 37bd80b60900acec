import { beforeEach, expect, test } from "vitest";
import { configMap, deployment } from "./manifests.ts";
import { ask, JSON_PATCH, patch } from "./objects.ts";
import type { ServerUnderTest } from "./servers.ts";
import { openWatch, send } from "../control-plane/index.ts";

/** Creating, changing and deleting. */
export function writes(server: ServerUnderTest): void {
  let namespace: string;
  let path: string;
  beforeEach(async () => {
    namespace = `/namespaces/${await server().createNamespace("writes")}`;
    path = `/api/v1${namespace}/configmaps`;
  });

  test("a new object gets what only the server can know", async () => {
    const headers = { "user-agent": "sower/1.0" };
    const created = await ask(server(), "POST", path, configMap("a", { k: "1" }), { headers });
    expect(created).toMatchObject({ kind: "ConfigMap", apiVersion: "v1", data: { k: "1" } });
    expect(created.metadata).toMatchObject({
      uid: expect.stringMatching(/^[\da-f-]{36}$/),
      resourceVersion: expect.stringMatching(/^\d+$/),
      creationTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect(created.metadata.managedFields?.map(({ manager }) => manager)).toEqual(["sower"]);
  });

  test("a writer may name itself, and each has its own entry in managedFields", async () => {
    await ask(server(), "POST", `${path}?fieldManager=sower`, configMap("a", { k: "1" }));
    const patched = await patch(server(), `${path}/a?fieldManager=reaper`, { data: { k: "2" } });
    const managers = patched.metadata.managedFields?.map(({ manager }) => manager);
    expect(managers).toContain("reaper");
  });

  test("generateName is a name's beginning", async () => {
    const { metadata } = await ask(server(), "POST", path, { metadata: { generateName: "a-" } });
    expect(metadata.name).toMatch(/^a-[a-z\d]{5}$/);
  });

  test("an update from the newest resourceVersion is taken, one from an older refused", async () => {
    const first = await ask(server(), "POST", path, configMap("a", { k: "1" }));
    const second = await ask(server(), "PUT", `${path}/a`, { ...first, data: { k: "2" } });
    expect(second.metadata.uid).toBe(first.metadata.uid);
    const late = await send(server(), "PUT", `${path}/a`, { body: { ...first, data: { k: "3" } } });
    expect(late.json()).toMatchObject({ code: 409, reason: "Conflict", details: { name: "a", kind: "configmaps" } });
    expect(await ask(server(), "GET", `${path}/a`)).toEqual(second);
  });

  test("a write that changes nothing is none", async () => {
    const created = await ask(server(), "POST", path, configMap("a", { k: "1" }));
    const again = await patch(server(), `${path}/a`, { data: { k: "1" } });
    expect(again.metadata.resourceVersion).toBe(created.metadata.resourceVersion);
  });

  test("a merge patch merges, and null removes", async () => {
    await ask(server(), "POST", path, configMap("a", { gone: "1", kept: "1" }));
    const patched = await patch(server(), `${path}/a`, { data: { gone: null, added: "1" } });
    expect(patched["data"]).toEqual({ kept: "1", added: "1" });
  });

  test("a JSON patch is all or nothing", async () => {
    const before = await ask(server(), "POST", path, configMap("a", { k: "1" }));
    const operations = [
      { op: "replace", path: "/data/k", value: "2" },
      { op: "test", path: "/data/k", value: "9" },
    ];
    const refused = await send(server(), "PATCH", `${path}/a`, { body: operations, headers: JSON_PATCH });
    expect(refused.json()).toMatchObject({ code: 422, reason: "Invalid" });
    expect(await ask(server(), "GET", `${path}/a`)).toEqual(before);
    const patched = await patch(server(), `${path}/a`, operations.slice(0, 1), JSON_PATCH);
    expect(patched["data"]).toEqual({ k: "2" });
  });

  test("a change of the spec counts as a generation, one of labels or status does not", async () => {
    const deployments = `/apis/apps/v1${namespace}/deployments`;
    const created = await ask(server(), "POST", deployments, deployment("web", "nginx:1"));
    expect(created.metadata.generation).toBe(1);
    const labelled = await patch(server(), `${deployments}/web`, { metadata: { labels: { a: "b" } } });
    expect(labelled.metadata.generation).toBe(1);
    await patch(server(), `${deployments}/web/status`, { status: { readyReplicas: 0, unavailableReplicas: 3 } });
    const scaled = await patch(server(), `${deployments}/web`, { spec: { paused: true } });
    expect(scaled.metadata.generation).toBe(2);
  });

  test("only the status subresource writes the status, and nothing else", async () => {
    const pods = `/api/v1${namespace}/pods`;
    const pod = { metadata: { name: "a" }, spec: { containers: [{ name: "web", image: "nginx" }] } };
    await ask(server(), "POST", pods, { ...pod, status: { message: "not to be heard" } });
    await patch(server(), `${pods}/a`, { status: { message: "not to be heard" } });
    expect((await ask(server(), "GET", `${pods}/a`))["status"]).not.toHaveProperty("message");
    const told = { status: { message: "heard" }, spec: { activeDeadlineSeconds: 5 } };
    const patched = await patch(server(), `${pods}/a/status`, told);
    expect(patched["status"]).toHaveProperty("message", "heard");
    expect(patched["spec"]).not.toHaveProperty("activeDeadlineSeconds");
  });

  test("an object with a finalizer is marked, and goes when the finalizer does", async () => {
    const { metadata, ...rest } = configMap("a");
    const finalizers = ["example.com/wait"];
    const created = await ask(server(), "POST", path, { ...rest, metadata: { ...metadata, finalizers } });
    const marked = await ask(server(), "DELETE", `${path}/a`);
    expect(marked.metadata).toHaveProperty("deletionTimestamp");
    expect((await send(server(), "GET", `${path}/a`)).status).toBe(200);
    await patch(server(), `${path}/a`, { metadata: { finalizers: null } });
    expect((await send(server(), "GET", `${path}/a`)).status).toBe(404);

    const watch = await openWatch(server(), `${path}?resourceVersion=${created.metadata.resourceVersion}`);
    expect([(await watch.next())?.type, (await watch.next())?.type]).toEqual(["MODIFIED", "DELETED"]);
    watch.close();
  });

  test("a delete says what is gone; its precondition has to hold", async () => {
    const { metadata } = await ask(server(), "POST", path, configMap("a"));
    const other = await send(server(), "DELETE", `${path}/a`, { body: { preconditions: { uid: "another" } } });
    expect(other.json()).toMatchObject({ code: 409, reason: "Conflict" });
    const body = { preconditions: { uid: metadata.uid } };
    expect((await send(server(), "DELETE", `${path}/a`, { body })).json()).toMatchObject({
      kind: "Status",
      status: "Success",
      details: { name: "a", kind: "configmaps", uid: metadata.uid },
    });
  });
}
