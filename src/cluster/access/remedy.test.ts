import { expect, test } from "vitest";
import type { Resource } from "../../../sdk/index.ts";
import { describeForbidden, userIn } from "./forbidden.ts";
import { remedyFor } from "./remedy.ts";

const deployments: Resource = {
  group: "apps",
  version: "v1",
  kind: "Deployment",
  plural: "deployments",
  namespaced: true,
};
const nodes: Resource = { group: "", version: "v1", kind: "Node", plural: "nodes", namespaced: false };
const serviceAccount = { user: "system:serviceaccount:ops:kwatchman" };

test("a refusal says who may not do what where, and what to bind", () => {
  expect(describeForbidden({ resource: deployments, verb: "watch", namespace: "shop" }, { user: "viewer" })).toBe(
    "forbidden: the user viewer may not watch deployments in namespace shop; bind a Role with the verbs list and watch on deployments.apps",
  );
  expect(describeForbidden({ resource: deployments, verb: "list", namespace: undefined }, serviceAccount)).toBe(
    "forbidden: the service account kwatchman of namespace ops may not list deployments in all namespaces; bind a ClusterRole with the verbs list and watch on deployments.apps",
  );
  expect(describeForbidden({ resource: nodes, verb: "list", namespace: undefined }, { user: undefined })).toBe(
    "forbidden: this user may not list nodes; bind a ClusterRole with the verbs list and watch on nodes",
  );
});

test("the user is read from the server's refusal", () => {
  expect(userIn('pods is forbidden: User "viewer" cannot list resource "pods"')).toBe("viewer");
  expect(userIn("access denied by policy")).toBeUndefined();
});

test("the remedy is a role and a binding in each place, however many verbs are missing", () => {
  const denied = [
    { resource: deployments, verb: "list", namespace: "shop" },
    { resource: deployments, verb: "watch", namespace: "shop" },
  ] as const;
  expect(remedyFor(denied, { user: "viewer" })).toEqual([
    "kubectl create role kwatchman-deployments --verb=list,watch --resource=deployments.apps --namespace=shop",
    "kubectl create rolebinding kwatchman-deployments --role=kwatchman-deployments --user=viewer --namespace=shop",
  ]);
  expect(remedyFor([{ resource: nodes, verb: "list", namespace: undefined }], serviceAccount)).toEqual([
    "kubectl create clusterrole kwatchman-nodes --verb=list,watch --resource=nodes",
    "kubectl create clusterrolebinding kwatchman-nodes --clusterrole=kwatchman-nodes --serviceaccount=ops:kwatchman",
  ]);
});
