import { beforeAll, expect, test } from "vitest";
import { configMap } from "./manifests.ts";
import { ask, namesOf } from "./objects.ts";
import type { ServerUnderTest } from "./servers.ts";
import { openWatch } from "../control-plane/index.ts";

/** Lists, their pages and selections. */
export function listing(server: ServerUnderTest): void {
  let path: string;

  beforeAll(async () => {
    path = `/api/v1/namespaces/${await server().createNamespace("list")}/configmaps`;
    for (const name of ["e", "b", "a", "d", "c"]) {
      const labels = { tier: name < "c" ? "web" : "db", ...(name === "a" && { first: "yes" }) };
      await ask(server(), "POST", path, configMap(name, {}, labels));
    }
  });

  test("items of built-in kinds do not say what they are, the list does", async () => {
    const list = await ask(server(), "GET", path);
    expect(list).toMatchObject({ kind: "ConfigMapList", apiVersion: "v1" });
    expect(namesOf(list)).toEqual(["a", "b", "c", "d", "e"]);
    expect(list.items?.[0]).not.toHaveProperty("kind");
    expect(list.items?.[0]).not.toHaveProperty("apiVersion");
  });

  test("all pages show the revision of the first; a watch from it tells what came between", async () => {
    const first = await ask(server(), "GET", `${path}?limit=2`);
    expect(namesOf(first)).toEqual(["a", "b"]);
    expect(first.metadata.remainingItemCount).toBe(3);
    const between = await ask(server(), "POST", path, configMap("bb"));

    const second = await ask(server(), "GET", `${path}?limit=2&continue=${first.metadata.continue}`);
    expect(namesOf(second)).toEqual(["c", "d"]);
    const third = await ask(server(), "GET", `${path}?limit=2&continue=${second.metadata.continue}`);
    expect(namesOf(third)).toEqual(["e"]);
    expect(third.metadata.continue ?? "").toBe("");
    expect(new Set([first, second, third].map((page) => page.metadata.resourceVersion)).size).toBe(1);

    const watch = await openWatch(server(), `${path}?resourceVersion=${third.metadata.resourceVersion}`);
    expect(await watch.next()).toMatchObject({ type: "ADDED", object: { metadata: { uid: between.metadata.uid } } });
    watch.close();
    await ask(server(), "DELETE", `${path}/bb`);
  });

  test.each([
    ["labelSelector=tier%3Dweb", ["a", "b"]],
    ["labelSelector=tier%3D%3Dweb,first", ["a"]],
    ["labelSelector=tier!%3Dweb", ["c", "d", "e"]],
    ["labelSelector=tier+in+(web,none)", ["a", "b"]],
    ["labelSelector=tier+notin+(web)", ["c", "d", "e"]],
    ["labelSelector=!first,tier%3Dweb", ["b"]],
    ["labelSelector=missing!%3Dx,first", ["a"]],
    ["fieldSelector=metadata.name%3Dc", ["c"]],
    ["fieldSelector=metadata.name!%3Dc", ["a", "b", "d", "e"]],
    ["fieldSelector=metadata.namespace%3Dnone", []],
  ])("%s selects %j", async (query, names) => {
    expect(namesOf(await ask(server(), "GET", `${path}?${query}`))).toEqual(names);
  });

  test("a selection is paged, too", async () => {
    const page = await ask(server(), "GET", `${path}?limit=2&labelSelector=tier%3Ddb`);
    expect(namesOf(page)).toEqual(["c", "d"]);
    const rest = await ask(server(), "GET", `${path}?labelSelector=tier%3Ddb&continue=${page.metadata.continue}`);
    expect(namesOf(rest)).toEqual(["e"]);
  });

  test("a namespace that does not exist is an empty list", async () => {
    const list = await ask(server(), "GET", "/api/v1/namespaces/nobody/configmaps");
    expect(list.items).toEqual([]);
  });
}
