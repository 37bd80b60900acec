import { expect, test } from "vitest";
import { namespacePatterns } from "../../config/selectors/namespace-patterns.ts";
import { accessRules } from "./access-rules.ts";
import { accessToNamespaces, type AccessedResource, neededAccess } from "./needed-access.ts";

const deployments = { group: "apps", plural: "deployments", namespaced: true };
const pods = { group: "", plural: "pods", namespaced: true };
const secrets = { group: "", plural: "secrets", namespaced: true };
const nodes = { group: "", plural: "nodes", namespaced: false };

const verbs = ["list", "watch"];
const identity = { apiGroups: [""], resources: ["namespaces"], resourceNames: ["kube-system"], verbs: ["get"] };

function rulesOf(entries: readonly (readonly [AccessedResource, ...string[]])[], readsIdentity = false) {
  const watchings = entries.flatMap(([resource, ...written]) => {
    const namespaces = namespacePatterns(written);
    return [...neededAccess(resource, namespaces), ...accessToNamespaces(resource, namespaces)];
  });
  return accessRules(watchings, readsIdentity);
}

test("plain names need rules in each of these namespaces, one for each API group", () => {
  expect(
    rulesOf([
      [secrets, "shop"],
      [deployments, "shop", "pay"],
      [pods, "shop"],
    ]),
  ).toEqual([
    { namespace: "pay", rules: [{ apiGroups: ["apps"], resources: ["deployments"], verbs }] },
    {
      namespace: "shop",
      rules: [
        { apiGroups: [""], resources: ["pods", "secrets"], verbs },
        { apiGroups: ["apps"], resources: ["deployments"], verbs },
      ],
    },
  ]);
});

test("what is watched everywhere needs no rule in a namespace besides", () => {
  expect(rulesOf([[pods, "shop"], [pods], [deployments, "shop"]])).toEqual([
    { namespace: undefined, rules: [{ apiGroups: [""], resources: ["pods"], verbs }] },
    { namespace: "shop", rules: [{ apiGroups: ["apps"], resources: ["deployments"], verbs }] },
  ]);
});

test("patterns need the whole cluster, and its namespaces", () => {
  expect(rulesOf([[deployments, "shop-*"]])).toEqual([
    {
      namespace: undefined,
      rules: [
        { apiGroups: [""], resources: ["namespaces"], verbs },
        { apiGroups: ["apps"], resources: ["deployments"], verbs },
      ],
    },
  ]);
});

test("a kind that is in no namespace needs the whole cluster, and no more, whatever namespaces are named", () => {
  expect(rulesOf([[nodes, "shop-*"]])).toEqual([
    { namespace: undefined, rules: [{ apiGroups: [""], resources: ["nodes"], verbs }] },
  ]);
});

test("the cluster's uid is read by a role in its own namespace, beside what is watched there", () => {
  expect(rulesOf([[pods]], true).at(-1)).toEqual({ namespace: "kube-system", rules: [identity] });
  expect(rulesOf([[pods, "kube-system"]], true)).toEqual([
    { namespace: "kube-system", rules: [{ apiGroups: [""], resources: ["pods"], verbs }, identity] },
  ]);
});
