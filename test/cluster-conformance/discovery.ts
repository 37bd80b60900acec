import { expect, test } from "vitest";
import { ask } from "./objects.ts";
import type { ServerUnderTest } from "./servers.ts";
import { send } from "../control-plane/index.ts";

/** What can be found out about what is served. */
export function discovery(server: ServerUnderTest): void {
  test("names the versions of the core group", async () => {
    expect(await ask(server(), "GET", "/api")).toMatchObject({ kind: "APIVersions", versions: ["v1"] });
  });

  test("names the groups with their versions and the preferred one", async () => {
    const { groups } = await ask(server(), "GET", "/apis");
    const v1 = { groupVersion: "apps/v1", version: "v1" };
    expect(groups).toContainEqual(expect.objectContaining({ name: "apps", preferredVersion: v1 }));
    expect(await ask(server(), "GET", "/apis/apps")).toMatchObject({ kind: "APIGroup", name: "apps", versions: [v1] });
  });

  test.each([
    ["/api/v1", { name: "configmaps", kind: "ConfigMap", namespaced: true, shortNames: ["cm"] }],
    ["/api/v1", { name: "namespaces", kind: "Namespace", namespaced: false, shortNames: ["ns"] }],
    ["/apis/apps/v1", { name: "deployments", kind: "Deployment", namespaced: true, shortNames: ["deploy"] }],
    ["/apis/networking.k8s.io/v1", { name: "ingresses", kind: "Ingress", namespaced: true, shortNames: ["ing"] }],
  ])("%s describes %o, to be listed and watched", async (path, described) => {
    const { resources } = (await ask(server(), "GET", path)) as unknown as { resources: { name: string }[] };
    const resource = resources.find(({ name }) => name === described.name);
    expect(resource).toMatchObject(described);
    expect(resource).toHaveProperty("verbs", expect.arrayContaining(["get", "list", "watch", "create", "patch"]));
  });

  test("lists a subresource beside its resource, with the same kind and without watch", async () => {
    const { resources } = await ask(server(), "GET", "/apis/apps/v1");
    expect(resources).toContainEqual(
      expect.objectContaining({ name: "deployments/status", kind: "Deployment", verbs: ["get", "patch", "update"] }),
    );
  });

  test.each(["/apis/nobody.example.com", "/apis/nobody.example.com/v1", "/apis/nobody.example.com/v1/things"])(
    "%s is a 404 in plain text",
    async (path) => {
      const answer = await send(server(), "GET", path);
      expect(answer).toMatchObject({ status: 404, text: expect.stringContaining("404 page not found") });
      expect(answer.headers["content-type"]).toMatch(/^text\/plain/);
    },
  );

  test("says who it is and that it is ready", async () => {
    expect(await ask(server(), "GET", "/version")).toMatchObject({ major: "1", gitVersion: expect.any(String) });
    expect(await send(server(), "GET", "/readyz")).toMatchObject({ status: 200, text: "ok" });
  });
}
