import { beforeAll, expect, test } from "vitest";
import { send } from "../control-plane/index.ts";
import { configMap } from "./manifests.ts";
import { ask, namesOf, type ReadObject } from "./objects.ts";
import type { ServerUnderTest } from "./servers.ts";

const asking = (kind: string, rest = "") => ({ accept: `application/json;as=${kind};g=meta.k8s.io;v=v1${rest}` });
/** Asks for the metadata of one object, or of each of a watch. */
export const ONE = asking("PartialObjectMetadata");
export const LIST = asking("PartialObjectMetadataList");
export const partial = { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1" };

/** Metadata alone: what a client gets that asks for no more. */
export function metadataAlone(server: ServerUnderTest): void {
  let path: string;
  let made: ReadObject;
  const read = (rest: string, headers: Record<string, string>) =>
    ask(server(), "GET", path + rest, undefined, { headers });

  beforeAll(async () => {
    path = `/api/v1/namespaces/${await server().createNamespace("metadata")}/configmaps`;
    made = await ask(server(), "POST", path, configMap("a", { k: "1" }, { tier: "web" }));
    await ask(server(), "POST", path, configMap("b", { k: "1" }));
  });

  test("of an object is all of its metadata and nothing else", async () => {
    expect(await read("/a", ONE)).toEqual({ ...partial, metadata: made.metadata });
  });

  test("of a list is a list of another kind, whose items say theirs", async () => {
    const list = await read("", LIST);
    expect(list).toMatchObject({ kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1" });
    expect(namesOf(list)).toEqual(["a", "b"]);
    expect(list.items?.[0]).toEqual({ ...partial, metadata: made.metadata });
  });

  test("is paged and selected as whole objects are", async () => {
    const first = await read("?limit=1", LIST);
    const second = await read(`?limit=1&continue=${first.metadata.continue}`, LIST);
    expect([first, second].map(namesOf)).toEqual([["a"], ["b"]]);
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    expect(namesOf(await read("?labelSelector=tier%3Dweb", LIST))).toEqual(["a"]);
  });

  test("of a write is its answer", async () => {
    const answer = await send(server(), "POST", path, { body: configMap("d", { k: "1" }), headers: ONE });
    expect(answer.status).toBe(201);
    expect(Object.keys(answer.json() as object).toSorted()).toEqual(["apiVersion", "kind", "metadata"]);
    await ask(server(), "DELETE", `${path}/d`);
  });

  test.each([
    ["a list as one object", "", ONE, "you requested PartialObjectMetadata, but the requested object is a list ("],
    [
      "an object as a list",
      "/a",
      LIST,
      "you requested PartialObjectMetadataList, but the requested object is not a list (",
    ],
    [
      "a form that is not known",
      "",
      asking("Nonsense"),
      "only the following media types are accepted: application/json",
    ],
  ])("%s is not acceptable", async (_, rest, headers, message) => {
    const answer = await send(server(), "GET", path + rest, { headers });
    expect(answer.json()).toMatchObject({ kind: "Status", code: 406, reason: "NotAcceptable" });
    expect((answer.json() as { message: string }).message.startsWith(message)).toBe(true);
  });

  test("is not sent to who accepts whole objects, too, if the server does not know the form", async () => {
    const list = await read("", asking("Nonsense", ",application/json"));
    expect(list).toMatchObject({ kind: "ConfigMapList", items: [{ data: { k: "1" } }, {}] });
  });
}
