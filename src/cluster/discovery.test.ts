import { describe, expect, test } from "vitest";
import { createDiscovery } from "./discovery.ts";
import { startAnsweringServer } from "./fixtures/answering-server.ts";

const signal = new AbortController().signal;
const verbs = ["list", "watch"];
const widgets = { name: "widgets", kind: "Widget", namespaced: true, verbs };

/** A server with these documents by path; a number is a status without one. */
async function discover(documents: Record<string, object | number>) {
  const requests: string[] = [];
  const { connection } = await startAnsweringServer((request, response) => {
    const answer = documents[request.url ?? ""] ?? 404;
    requests.push(request.url ?? "");
    response.writeHead(typeof answer === "number" ? answer : 200);
    response.end(typeof answer === "number" ? "no" : JSON.stringify(answer));
  });
  const discovery = createDiscovery(connection, signal);
  return {
    requests,
    resolve: (kind: string, apiVersion?: string) => discovery.resolve(kind, apiVersion, signal),
  };
}

const groups = (...names: string[]) => ({
  groups: names.map((name) => ({
    name,
    versions: [{ version: "v1" }, { version: "v2" }],
    preferredVersion: { version: "v2" },
  })),
});
const [exampleGroup] = groups("example.com").groups;

describe("a bare name", () => {
  test("is looked for in the server's preferred version first, then in others", async () => {
    const { resolve } = await discover({
      "/apis": groups("example.com"),
      "/apis/example.com/v1": { resources: [widgets, { ...widgets, name: "gadgets", kind: "Gadget" }] },
      "/apis/example.com/v2": { resources: [widgets] },
    });
    expect(await resolve("widget")).toMatchObject({ resource: { version: "v2" }, others: [] });
    expect(await resolve("gadget")).toMatchObject({ resource: { version: "v1" } });
  });

  test("that nobody serves is absent for good", async () => {
    const { resolve } = await discover({ "/apis": groups("example.com") });
    expect(await resolve("widget")).toMatchObject({ state: "absent", isExpected: false });
  });

  test("shares the documents with others that are resolved at the same time", async () => {
    const { resolve, requests } = await discover({ "/apis": groups("example.com") });
    await Promise.all(["widget", "gadget", "pod"].map((kind) => resolve(kind)));
    expect(requests.toSorted()).toEqual(["/api/v1", "/apis", "/apis/example.com/v1", "/apis/example.com/v2"]);
  });
});

describe("a name with its group", () => {
  test("asks for nothing but that group", async () => {
    const { resolve, requests } = await discover({
      "/apis/example.com": exampleGroup ?? {},
      "/apis/example.com/v2": { resources: [widgets] },
    });
    expect(await resolve("Widgets.example.com")).toMatchObject({ resource: { kind: "Widget", version: "v2" } });
    expect(requests).toEqual(["/apis/example.com", "/apis/example.com/v2", "/apis/example.com/v1"]);
  });

  test("may still come if it is a custom one", async () => {
    const { resolve } = await discover({});
    expect(await resolve("widgets.example.com")).toMatchObject({ state: "absent", isExpected: true });
    expect(await resolve("Widget", "example.com/v1")).toMatchObject({ state: "absent", isExpected: true });
    expect(await resolve("deploymints.apps")).toMatchObject({ state: "absent", isExpected: false });
  });
});

test("an apiVersion is taken as it is, whatever the server prefers", async () => {
  const { resolve, requests } = await discover({ "/apis/example.com/v1": { resources: [widgets] } });
  expect(await resolve("Widget", "example.com/v1")).toMatchObject({ resource: { version: "v1" } });
  expect(requests).toEqual(["/apis/example.com/v1"]);
});

describe("a failing server", () => {
  test("leaves everything unknown, and is asked again the next time", async () => {
    const documents: Record<string, object | number> = { "/apis": 500 };
    const { resolve } = await discover(documents);
    expect(await resolve("widget")).toEqual({ state: "unknown", reason: "no (500)" });
    Object.assign(documents, { "/apis": groups("example.com"), "/apis/example.com/v1": { resources: [widgets] } });
    expect(await resolve("widget")).toMatchObject({ state: "resolved" });
  });

  test("leaves a group unknown whose document fails, not absent", async () => {
    const { resolve } = await discover({ "/apis": groups("example.com"), "/apis/example.com/v2": 503 });
    expect(await resolve("widget")).toEqual({ state: "unknown", reason: "/apis/example.com/v2: no (503)" });
  });
});
