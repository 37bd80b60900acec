import { expect, test } from "vitest";
import { openWatch } from "../control-plane/index.ts";
import { configMap } from "./manifests.ts";
import { LIST, ONE, partial } from "./metadata.ts";
import { ask, patch } from "./objects.ts";
import type { ServerUnderTest } from "./servers.ts";

/** Watches up to their end: all at once, for each lasts its whole time. */
export function watchingToTheEnd(server: ServerUnderTest): void {
  const newPath = async () => `/api/v1/namespaces/${await server().createNamespace("watch")}/configmaps`;
  const revision = async (path: string) => (await ask(server(), "GET", path)).metadata.resourceVersion;

  test.concurrent("ends by itself after its time, with a bookmark before if asked for", async () => {
    const path = await newPath();
    const query = `allowWatchBookmarks=true&timeoutSeconds=5&resourceVersion=${await revision(path)}`;
    const watch = await openWatch(server(), `${path}?${query}`);
    const { metadata } = await ask(server(), "POST", path, configMap("a"));
    const events = await watch.rest();
    // How many is the server's choice: a real one sends a second if the first left time for it.
    expect(events.map(({ type }) => type)).toEqual(["ADDED", "BOOKMARK", ...events.slice(2).map(() => "BOOKMARK")]);
    const bookmark = events.at(-1)?.object;
    expect(bookmark).toMatchObject({ kind: "ConfigMap", apiVersion: "v1" });
    expect(Number(bookmark?.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(metadata.resourceVersion));
  });

  test.concurrent("without being asked sends no bookmark", async () => {
    const path = await newPath();
    const watch = await openWatch(server(), `${path}?timeoutSeconds=2&resourceVersion=${await revision(path)}`);
    expect(await watch.rest()).toEqual([]);
  });

  test.concurrent("from a resourceVersion that is still to come is silent", async () => {
    const path = await newPath();
    const future = Number(await revision(path)) + 1_000_000;
    const watch = await openWatch(server(), `${path}?timeoutSeconds=2&resourceVersion=${future}`);
    expect(watch.status).toBe(200);
    await ask(server(), "POST", path, configMap("a"));
    expect(await watch.rest()).toEqual([]);
  });

  test.concurrent("of metadata alone tells what comes of each change, and of a bookmark", async () => {
    const path = await newPath();
    const { metadata } = await ask(server(), "GET", path, undefined, { headers: LIST });
    const query = `allowWatchBookmarks=true&timeoutSeconds=5&resourceVersion=${metadata.resourceVersion}`;
    const watch = await openWatch(server(), `${path}?${query}`, ONE);
    await ask(server(), "POST", path, configMap("c", { k: "1" }));
    const changed = await patch(server(), `${path}/c`, { data: { k: "2" } });
    await ask(server(), "DELETE", `${path}/c`);
    const [added, modified, deleted, ...bookmarks] = await watch.rest();
    expect([added, modified, deleted].map((event) => event?.type)).toEqual(["ADDED", "MODIFIED", "DELETED"]);
    expect(modified?.object).toEqual({ ...partial, metadata: changed.metadata });
    expect(Object.keys(deleted?.object ?? {}).toSorted()).toEqual(["apiVersion", "kind", "metadata"]);
    expect(bookmarks.length).toBeGreaterThan(0);
    for (const { type, object } of bookmarks)
      expect({ type, ...object }).toMatchObject({ type: "BOOKMARK", ...partial });
  });
}
