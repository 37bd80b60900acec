import { expect, test } from "vitest";
import { openWatch, send } from "../control-plane/index.ts";
import { configMap } from "./manifests.ts";
import { ask } from "./objects.ts";
import type { ServerUnderTest } from "./servers.ts";

/** What a server says once it has forgotten its history. */
export function expiry(server: ServerUnderTest): void {
  const configMaps = async () => `/api/v1/namespaces/${await server().createNamespace("expiry")}/configmaps`;

  test("a list's next page, and a watch from an old resourceVersion, are a 410", async () => {
    const path = await configMaps();
    for (const name of ["a", "b", "c"]) await ask(server(), "POST", path, configMap(name));
    const page = await ask(server(), "GET", `${path}?limit=1`);
    await ask(server(), "POST", path, configMap("d"));
    await server().forget();

    const next = await send(server(), "GET", `${path}?limit=1&continue=${page.metadata.continue}`);
    expect(next.status).toBe(410);
    expect(next.json()).toMatchObject({ kind: "Status", code: 410, reason: "Expired" });

    const watch = await openWatch(server(), `${path}?resourceVersion=${page.metadata.resourceVersion}`);
    expect(watch.status).toBe(200);
    const [event, ...more] = await watch.rest();
    expect(event).toMatchObject({ type: "ERROR", object: { kind: "Status", code: 410, reason: "Expired" } });
    expect(event?.object["message"]).toMatch(/^too old resource version: /);
    expect(more).toEqual([]);
  });

  test("a watch from a new list's resourceVersion is served", async () => {
    const path = await configMaps();
    await server().forget();
    const { metadata } = await ask(server(), "GET", path);
    const watch = await openWatch(server(), `${path}?resourceVersion=${metadata.resourceVersion}`);
    await ask(server(), "POST", path, configMap("e"));
    expect(await watch.next()).toMatchObject({ type: "ADDED", object: { metadata: { name: "e" } } });
    watch.close();
  });
}
