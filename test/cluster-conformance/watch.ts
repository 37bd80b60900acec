import { beforeEach, expect, test } from "vitest";
import { configMap } from "./manifests.ts";
import { ask, patch } from "./objects.ts";
import type { ServerUnderTest } from "./servers.ts";
import { openWatch, type WatchedEvent } from "../control-plane/index.ts";

const told = (events: readonly (WatchedEvent | undefined)[]) =>
  events.map((event) => `${event?.type} ${event?.object.metadata.name}`);

/** Watches: what they tell. */
export function watching(server: ServerUnderTest): void {
  let path: string;
  beforeEach(async () => {
    path = `/api/v1/namespaces/${await server().createNamespace("watch")}/configmaps`;
  });
  const revision = async () => (await ask(server(), "GET", path)).metadata.resourceVersion;

  test("tells every change after a resourceVersion, in order, each object with its kind", async () => {
    const from = await revision();
    await ask(server(), "POST", path, configMap("a", { k: "1" }));
    await patch(server(), `${path}/a`, { data: { k: "2" } });
    const last = await ask(server(), "GET", `${path}/a`);
    await ask(server(), "DELETE", `${path}/a`);

    const watch = await openWatch(server(), `${path}?resourceVersion=${from}`);
    const events = [await watch.next(), await watch.next(), await watch.next()];
    watch.close();
    expect(told(events)).toEqual(["ADDED a", "MODIFIED a", "DELETED a"]);
    expect(events[1]?.object).toEqual(last);
    expect(events[2]?.object).toMatchObject({ kind: "ConfigMap", apiVersion: "v1", data: { k: "2" } });
    expect(events[2]?.object.metadata.resourceVersion).not.toBe(last.metadata.resourceVersion);
  });

  test("without a resourceVersion tells first what is there", async () => {
    await ask(server(), "POST", path, configMap("a"));
    const watch = await openWatch(server(), path);
    expect(told([await watch.next()])).toEqual(["ADDED a"]);
    await ask(server(), "POST", path, configMap("b"));
    expect(told([await watch.next()])).toEqual(["ADDED b"]);
    watch.close();
  });

  test("an object that enters the selection is added, one that leaves it deleted with its last matching state", async () => {
    const watch = await openWatch(server(), `${path}?labelSelector=on%3Dyes&resourceVersion=${await revision()}`);
    await ask(server(), "POST", path, configMap("a", { k: "1" }));
    await patch(server(), `${path}/a`, { metadata: { labels: { on: "yes" } } });
    await patch(server(), `${path}/a`, { data: { k: "2" } });
    const left = await patch(server(), `${path}/a`, { metadata: { labels: { on: "no" } }, data: { k: "3" } });
    const events = [await watch.next(), await watch.next(), await watch.next()];
    watch.close();
    expect(told(events)).toEqual(["ADDED a", "MODIFIED a", "DELETED a"]);
    expect(events[2]?.object).toMatchObject({ data: { k: "2" }, metadata: { labels: { on: "yes" } } });
    expect(events[2]?.object.metadata.resourceVersion).toBe(left.metadata.resourceVersion);
  });

  test("by a field selector tells of one object only", async () => {
    const query = `fieldSelector=metadata.name%3Db&resourceVersion=${await revision()}`;
    const watch = await openWatch(server(), `${path}?${query}`);
    for (const name of ["a", "b"]) await ask(server(), "POST", path, configMap(name));
    expect(told([await watch.next()])).toEqual(["ADDED b"]);
    watch.close();
  });

  test("across namespaces tells of all of them", async () => {
    const query = `labelSelector=across%3Dyes&resourceVersion=${await revision()}`;
    const watch = await openWatch(server(), `/api/v1/configmaps?${query}`);
    const other = `/api/v1/namespaces/${await server().createNamespace("watch")}/configmaps`;
    await ask(server(), "POST", path, configMap("here", {}, { across: "yes" }));
    await ask(server(), "POST", other, configMap("there", {}, { across: "yes" }));
    expect(told([await watch.next(), await watch.next()])).toEqual(["ADDED here", "ADDED there"]);
    watch.close();
  });
}
