import { expect, test } from "vitest";
import type { ResourceConfig } from "../../config/config.ts";
import { namespacePatterns } from "../../config/selectors/namespace-patterns.ts";
import { coverageOf } from "./coverage.ts";
import { entryOf } from "./entry.ts";

function resource(kind: string, ...namespaces: string[]): ResourceConfig {
  return {
    kind,
    apiVersion: undefined,
    namespaces: namespacePatterns(namespaces),
    labelSelector: "",
    fieldSelector: "",
    metadataOnly: false,
  };
}

test("an entry's baselines are covered in the namespaces that it matches, and where it has none, in all", () => {
  const shop = resource("deployment", "shop-*", "!shop-test");
  const nodes = resource("node", "shop");
  const isWatched = coverageOf([shop, resource("deployment", "bank"), resource("service"), nodes]);

  const covered = ["shop-a", "bank", "shop-*,!shop-test", "shop-test", "other", "*"].map((namespace) =>
    isWatched(entryOf(shop), namespace),
  );
  expect(covered).toEqual([true, true, true, false, false, false]);
  expect(["other", "*"].map((namespace) => isWatched(entryOf(resource("service")), namespace))).toEqual([true, true]);
  expect(isWatched(entryOf(nodes), "")).toBe(true);
  expect(isWatched(entryOf(resource("secret")), "shop-a")).toBe(false);
});
