import { describe, expect, test } from "vitest";
import type { Resource } from "../../../sdk/index.ts";
import { namespacePatterns } from "../../config/selectors/namespace-patterns.ts";
import { haveAnotherWay, placesOf } from "./places.ts";

const deployments: Resource = {
  group: "apps",
  version: "v1",
  kind: "Deployment",
  plural: "deployments",
  namespaced: true,
};
const nodes: Resource = { group: "", version: "v1", kind: "Node", plural: "nodes", namespaced: false };

const places = (resource: Resource, ...written: string[]) =>
  placesOf(resource, namespacePatterns(written)).map(({ namespace, scopeNamespace, knownIn }) => ({
    namespace,
    scopeNamespace,
    knownIn,
  }));

describe("a namespaced kind is watched", () => {
  test("in all namespaces at once when none is named", () => {
    expect(places(deployments)).toEqual([{ namespace: undefined, scopeNamespace: "*", knownIn: "*" }]);
  });

  test("in each named namespace by itself", () => {
    expect(places(deployments, "shop", "bank")).toEqual([
      { namespace: "shop", scopeNamespace: "shop", knownIn: "shop" },
      { namespace: "bank", scopeNamespace: "bank", knownIn: "bank" },
    ]);
  });

  test("in all at once and filtered for patterns, in a scope of the patterns' own", () => {
    const [place] = placesOf(deployments, namespacePatterns(["shop-*", "!shop-test"]));
    expect(place).toMatchObject({ namespace: undefined, scopeNamespace: "shop-*,!shop-test", knownIn: "*" });
    expect(["shop-a", "shop-test", "bank"].map((name) => place?.accepts(name))).toEqual([true, false, false]);
  });
});

test("a cluster-scoped kind is watched as a whole, whatever namespaces are configured", () => {
  expect(places(nodes, "shop")).toEqual([{ namespace: undefined, scopeNamespace: "", knownIn: "" }]);
});

test("only patterns can be watched namespace by namespace instead", () => {
  expect(haveAnotherWay(deployments, namespacePatterns(["shop-*"]))).toBe(true);
  expect(haveAnotherWay(deployments, namespacePatterns(["shop"]))).toBe(false);
  expect(haveAnotherWay(deployments, namespacePatterns([]))).toBe(false);
  expect(haveAnotherWay(nodes, namespacePatterns(["shop-*"]))).toBe(false);
});
