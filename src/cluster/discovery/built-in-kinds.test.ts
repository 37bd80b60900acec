import { expect, test } from "vitest";
import { rankOfGroup } from "./built-in-groups.ts";
import { builtInKinds, findBuiltInKind } from "./built-in-kinds.ts";
import { qualifiedName } from "./served-resource.ts";

test("a bare name is looked for in the order in which a cluster's groups are", () => {
  const ranks = builtInKinds.map(({ group }) => rankOfGroup(group));
  expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
});

test("each kind stands there once", () => {
  const names = builtInKinds.map(qualifiedName);
  expect(new Set(names).size).toBe(names.length);
});

test.each([
  ["deploy", undefined, "deployments.apps"],
  ["ingress", undefined, "ingresses.networking.k8s.io"],
  ["ingress", "extensions", "ingresses.extensions"],
  ["events", undefined, "events"],
  ["events", "events.k8s.io", "events.events.k8s.io"],
])("%s in group %s is %s", (name, group, expected) => {
  const found = findBuiltInKind(name, group);
  expect(found && qualifiedName(found)).toBe(expected);
});

test.each([
  ["widget", undefined],
  ["deployments", "example.com"],
])("%s in group %s is none of them", (name, group) => {
  expect(findBuiltInKind(name, group)).toBeUndefined();
});
