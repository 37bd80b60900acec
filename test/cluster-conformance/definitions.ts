import { afterEach, beforeEach, expect, test } from "vitest";
import { ask, namesOf, patch } from "./objects.ts";
import type { ServerUnderTest } from "./servers.ts";
import { openWatch, send } from "../control-plane/index.ts";

const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };

/** Custom resources, from their definition to its end. */
export function customResources(server: ServerUnderTest): void {
  let group: string;
  let apiVersion: string;
  let gadgets: string;
  let inNamespace: string;
  const gadget = (name: string) => ({
    apiVersion,
    kind: "Gadget",
    metadata: { name },
    spec: { size: 1 },
    extra: "kept",
  });

  beforeEach(async () => {
    const namespace = await server().createNamespace("gadgets");
    group = `${namespace}.example.com`;
    apiVersion = `${group}/v1`;
    gadgets = `/apis/${apiVersion}/gadgets`;
    inNamespace = `/apis/${apiVersion}/namespaces/${namespace}/gadgets`;
    await define();
  });
  afterEach(() => send(server(), "DELETE", `${DEFINITIONS}/gadgets.${group}`));

  async function define(): Promise<void> {
    const names = { kind: "Gadget", plural: "gadgets", shortNames: ["gd"] };
    const versions = [
      { name: "v1beta1", served: true, storage: false, schema },
      { name: "v1", served: true, storage: true, schema },
      { name: "v1alpha1", served: false, storage: false, schema },
    ];
    const spec = { group, scope: "Namespaced", names, versions };
    await ask(server(), "POST", DEFINITIONS, { metadata: { name: `gadgets.${group}` }, spec });
    await expect.poll(async () => (await send(server(), "GET", gadgets)).status, { timeout: 30_000 }).toBe(200);
  }

  test("are discovered with their served versions, the most mature one preferred", async () => {
    const found = () => send(server(), "GET", `/apis/${group}`).then((answer) => answer.json());
    await expect.poll(found, { timeout: 30_000 }).toMatchObject({ preferredVersion: { version: "v1" } });
    expect(await found()).toHaveProperty("versions", [
      { groupVersion: `${group}/v1`, version: "v1" },
      { groupVersion: `${group}/v1beta1`, version: "v1beta1" },
    ]);
    const { resources } = await ask(server(), "GET", `/apis/${apiVersion}`);
    const described = { name: "gadgets", singularName: "gadget", kind: "Gadget", namespaced: true, shortNames: ["gd"] };
    expect(resources).toContainEqual(expect.objectContaining(described));
  });

  test("keep members nobody knows, and say what they are in lists, too", async () => {
    await ask(server(), "POST", inNamespace, gadget("a"));
    const list = await ask(server(), "GET", gadgets);
    expect(list).toMatchObject({ kind: "GadgetList", apiVersion });
    expect(list.items?.[0]).toMatchObject(gadget("a"));
  });

  test("are the same objects in every version", async () => {
    const { metadata } = await ask(server(), "POST", inNamespace, gadget("a"));
    const older = await ask(server(), "GET", inNamespace.replace("/v1/", "/v1beta1/"));
    expect(older.items?.[0]).toMatchObject({ apiVersion: `${group}/v1beta1`, metadata: { uid: metadata.uid } });
  });

  test("have to name their kind, and an update its resourceVersion", async () => {
    const nameless = await send(server(), "POST", inNamespace, { body: { metadata: { name: "a" } } });
    expect(nameless.json()).toMatchObject({ code: 400, reason: "BadRequest" });
    await ask(server(), "POST", inNamespace, gadget("a"));
    const update = await send(server(), "PUT", `${inNamespace}/a`, { body: gadget("a") });
    expect(update.json()).toMatchObject({ code: 422, reason: "Invalid" });
  });

  test("count generations, and without a status subresource take the status like any member", async () => {
    await ask(server(), "POST", inNamespace, gadget("a"));
    const patched = await patch(server(), `${inNamespace}/a`, { spec: { size: 2 }, status: { ready: true } });
    expect(patched).toMatchObject({ metadata: { generation: 2 }, status: { ready: true } });
    expect((await send(server(), "GET", `${inNamespace}/a/status`)).status).toBe(404);
  });

  test("a field selector that nobody knows is refused", async () => {
    const answer = await send(server(), "GET", `${gadgets}?fieldSelector=spec.size%3D1`);
    expect(answer.json()).toMatchObject({ code: 400, message: "field label not supported: spec.size" });
  });

  test("go with their definition: each is deleted, the watch ends, then nothing is served; until it is back", async () => {
    const { metadata } = await ask(server(), "POST", inNamespace, gadget("a"));
    const watch = await openWatch(server(), `${gadgets}?resourceVersion=${metadata.resourceVersion}`);
    await ask(server(), "DELETE", `${DEFINITIONS}/gadgets.${group}`);
    const events = await watch.rest();
    expect(events.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual(["DELETED a"]);

    const notServed = () => send(server(), "GET", gadgets);
    await expect.poll(notServed, { timeout: 30_000 }).toMatchObject({ status: 404, text: "404 page not found\n" });
    await expect
      .poll(async () => (await send(server(), "GET", `${DEFINITIONS}/gadgets.${group}`)).status, { timeout: 30_000 })
      .toBe(404);
    await define();
    expect(namesOf(await ask(server(), "GET", gadgets))).toEqual([]);
  });

  test("a definition has to be named after its plural and group", async () => {
    const names = { kind: "Gadget", plural: "gadgets" };
    const spec = { group, scope: "Namespaced", names, versions: [{ name: "v1", served: true, storage: true, schema }] };
    const answer = await send(server(), "POST", DEFINITIONS, { body: { metadata: { name: `gadget.${group}` }, spec } });
    expect(answer.json()).toMatchObject({ code: 422, reason: "Invalid" });
  });
}
