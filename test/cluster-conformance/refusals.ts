import { beforeAll, expect, test } from "vitest";
import { configMap } from "./manifests.ts";
import { ask, JSON_PATCH, MERGE } from "./objects.ts";
import type { ServerUnderTest } from "./servers.ts";
import { send } from "../control-plane/index.ts";

const named = (name: string) => ({ metadata: { name } });
const TEXT = { "content-type": "text/plain" };

/** What is refused, and how that is worded. */
export function refusals(server: ServerUnderTest): void {
  let path: string;
  beforeAll(async () => {
    path = `/api/v1/namespaces/${await server().createNamespace("refusals")}/configmaps`;
    await ask(server(), "POST", path, configMap("a"));
  });

  // Method, path behind the collection's, body, headers; then the Status that has to come.
  test.each([
    ["GET", "/none", undefined, {}, { code: 404, reason: "NotFound", message: 'configmaps "none" not found' }],
    ["POST", "", named("a"), {}, { code: 409, reason: "AlreadyExists", message: 'configmaps "a" already exists' }],
    ["POST", "", { metadata: {} }, {}, { code: 422, reason: "Invalid" }],
    ["POST", "", { kind: "Pod", apiVersion: "v1", ...named("b") }, {}, { code: 400, reason: "BadRequest" }],
    ["POST", "", { metadata: { name: "b", namespace: "x" } }, {}, { code: 400, reason: "BadRequest" }],
    ["POST", "", "x", TEXT, { code: 415, reason: "UnsupportedMediaType" }],
    ["POST", "", "not an object", {}, { code: 400, reason: "BadRequest" }],
    ["POST", "/a", named("a"), {}, { code: 405, reason: "MethodNotAllowed" }],
    ["PUT", "", named("a"), {}, { code: 405, reason: "MethodNotAllowed" }],
    ["PUT", "/a", named("b"), {}, { code: 400, reason: "BadRequest" }],
    ["PUT", "/none", named("none"), {}, { code: 404, reason: "NotFound" }],
    ["PUT", "/a", { metadata: { name: "a", resourceVersion: "1" } }, {}, { code: 409, reason: "Conflict" }],
    ["PUT", "/a", { metadata: { name: "a", uid: "x" } }, {}, { code: 409, reason: "Conflict" }],
    ["PATCH", "/none", {}, MERGE, { code: 404, reason: "NotFound" }],
    ["PATCH", "/a", [1], MERGE, { code: 422, reason: "Invalid" }],
    ["PATCH", "/a", named("b"), MERGE, { code: 400, reason: "BadRequest" }],
    ["PATCH", "/a", { metadata: { resourceVersion: "1" }, data: { k: "1" } }, MERGE, { code: 409, reason: "Conflict" }],
    ["PATCH", "/a", {}, JSON_PATCH, { code: 400, reason: "BadRequest" }],
    ["PATCH", "/a", [{ op: "remove", path: "/data/no" }], JSON_PATCH, { code: 422, reason: "Invalid" }],
    ["PATCH", "/a", {}, TEXT, { code: 415, reason: "UnsupportedMediaType" }],
    ["DELETE", "/none", undefined, {}, { code: 404, reason: "NotFound" }],
    ["GET", "?labelSelector=a+in+b", undefined, {}, { code: 400, reason: "BadRequest" }],
    ["GET", "?fieldSelector=metadata.name", undefined, {}, { code: 400, reason: "BadRequest" }],
    [
      "GET",
      "?fieldSelector=data.k%3D1",
      undefined,
      {},
      { code: 400, message: '"data.k" is not a known field selector: only "metadata.name", "metadata.namespace"' },
    ],
    ["GET", "?watch=true&fieldSelector=data.k%3D1", undefined, {}, { code: 400, reason: "BadRequest" }],
    ["GET", "?limit=some", undefined, {}, { code: 400, reason: "BadRequest" }],
    ["GET", "?continue=nonsense", undefined, {}, { code: 400, reason: "BadRequest" }],
    ["GET", "?resourceVersion=new", undefined, {}, { code: 500 }],
    ["GET", "?resourceVersion=99999999", undefined, {}, { code: 504, reason: "Timeout" }],
  ])("%s %s %j %j", async (method, rest, body, headers, status) => {
    const answer = await send(server(), method, path + rest, { body, headers });
    expect(answer.status).toBe(status.code);
    expect(answer.json()).toMatchObject({ kind: "Status", apiVersion: "v1", status: "Failure", ...status });
  });

  test("what would be in a namespace that is not there has nowhere to go", async () => {
    const answer = await send(server(), "POST", "/api/v1/namespaces/nobody/configmaps", { body: named("a") });
    expect(answer.json()).toMatchObject({ code: 404, message: 'namespaces "nobody" not found' });
  });

  test.each(["/api/v1/things", "/apis/apps/v1/things", "/apis/apps/v7/deployments"])(
    "%s is a 404 with a Status, because its group is known",
    async (unknown) => {
      const answer = await send(server(), "GET", unknown);
      expect(answer.json()).toMatchObject({ code: 404, reason: "NotFound", details: {} });
    },
  );

  test.each([
    [
      "GET",
      "/apis/apps/v1/deployments",
      'deployments.apps is forbidden: User "',
      ' cannot list resource "deployments" in API group "apps" at the cluster scope',
    ],
    [
      "GET",
      "/api/v1/namespaces/default/secrets/a",
      'secrets "a" is forbidden: User "',
      ' cannot get resource "secrets" in API group "" in the namespace "default"',
    ],
    [
      "GET",
      "/api/v1/namespaces/default/pods?watch=true",
      'pods is forbidden: User "',
      ' cannot watch resource "pods" in API group "" in the namespace "default"',
    ],
  ])("%s %s is forbidden to who may do nothing", async (method, forbidden, begin, end) => {
    const answer = await send(server().powerless, method, forbidden);
    expect(answer.json()).toMatchObject({ code: 403, reason: "Forbidden" });
    const { message } = answer.json() as { message: string };
    expect(message.startsWith(begin)).toBe(true);
    expect(message.endsWith(end)).toBe(true);
  });

  test.each(["powerful", "powerless"] as const)("a review tells the %s what they may do", async (who) => {
    const spec = { resourceAttributes: { verb: "list", group: "apps", resource: "deployments" } };
    const body = { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectAccessReview", spec };
    const target = who === "powerful" ? server() : server().powerless;
    const review = await ask(target, "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", body);
    expect(review["status"]).toHaveProperty("allowed", who === "powerful");
  });
}
