import { expect, test } from "vitest";
import { deploymentEvent } from "../../../../sdk/testing/index.ts";
import type { NamespacePatterns, When } from "../../../config/config.ts";
import { matchesWhen } from "./when.ts";

const everything: When = { kinds: undefined, namespaces: undefined, actions: undefined, labels: undefined };
const shop: NamespacePatterns = { written: ["shop"], names: ["shop"], matches: (namespace) => namespace === "shop" };
const { data } = deploymentEvent({
  change: (object) => Object.assign(object.metadata, { labels: { tier: "web" } }),
});

test("a handler that says nothing is for every event", () => {
  expect(matchesWhen(everything, data)).toBe(true);
});

test.each([
  ["deployment", true],
  ["deployments", true],
  ["deployment.apps", true],
  ["deployments.apps", true],
  ["service", false],
  ["deployment.example.com", false],
])("kinds: %s", (kind, matches) => {
  expect(matchesWhen({ ...everything, kinds: [kind] }, data)).toBe(matches);
});

test.each([
  [["update"], true],
  [["add", "delete"], false],
] as const)("actions: %j", (actions, matches) => {
  expect(matchesWhen({ ...everything, actions }, data)).toBe(matches);
});

test("namespaces are the object's, and an object without one matches none", () => {
  const { namespace: _, ...clusterScoped } = data;
  expect(matchesWhen({ ...everything, namespaces: shop }, data)).toBe(true);
  expect(matchesWhen({ ...everything, namespaces: shop }, { ...data, namespace: "bank" })).toBe(false);
  expect(matchesWhen({ ...everything, namespaces: shop }, clusterScoped)).toBe(false);
});

test("labels are the object's, or none", () => {
  const labels = { text: "tier=web", matches: (has: Readonly<Record<string, string>>) => has["tier"] === "web" };
  const { metadata, ...rest } = data.object;
  const unlabelled = { ...rest, apiVersion: "apps/v1", kind: "Deployment", metadata: { name: metadata.name } };
  expect(matchesWhen({ ...everything, labels }, data)).toBe(true);
  expect(matchesWhen({ ...everything, labels }, { ...data, object: unlabelled })).toBe(false);
});
