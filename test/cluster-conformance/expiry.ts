import { beforeAll, expect, test } from "vitest";
import { openWatch, send } from "../control-plane/index.ts";
import { configMap } from "./manifests.ts";
import { ask, type ReadObject } from "./objects.ts";
import type { ServerUnderTest } from "./servers.ts";

/** What a server says once it has forgotten its history. */
export function expiry(server: ServerUnderTest): void {
  let path: string;
  let old: ReadObject;
  beforeAll(async () => {
    path = `/api/v1/namespaces/${await server().createNamespace("expiry")}/configmaps`;
    for (const name of ["a", "b", "c"]) await ask(server(), "POST", path, configMap(name));
    old = await ask(server(), "GET", `${path}?limit=1`);
    await ask(server(), "POST", path, configMap("d"));
    await server().forget();
  });

  test("the next page of an old list is a 410", async () => {
    const next = await send(server(), "GET", `${path}?limit=1&continue=${old.metadata.continue}`);
    expect(next.status).toBe(410);
    expect(next.json()).toMatchObject({ kind: "Status", code: 410, reason: "Expired" });
  });

  test("a watch from an old resourceVersion is told of the 410 in its stream, and ended", async () => {
    const watch = await openWatch(server(), `${path}?resourceVersion=${old.metadata.resourceVersion}`);
    expect(watch.status).toBe(200);
    const [event, ...more] = await watch.rest();
    expect(event).toMatchObject({ type: "ERROR", object: { kind: "Status", code: 410, reason: "Expired" } });
    expect(event?.object["message"]).toMatch(/^too old resource version: /);
    expect(more).toEqual([]);
  });

  test("a watch from a new list's resourceVersion is served", async () => {
    const { metadata } = await ask(server(), "GET", path);
    const watch = await openWatch(server(), `${path}?resourceVersion=${metadata.resourceVersion}`);
    await ask(server(), "POST", path, configMap("e"));
    expect(await watch.next()).toMatchObject({ type: "ADDED", object: { metadata: { name: "e" } } });
    watch.close();
  });
}
