import { expect, test } from "vitest";
import type { ResourceConfig } from "../../config/config.ts";
import { namespacePatterns } from "../../config/selectors/namespace-patterns.ts";
import { entryOf, selectorsOf } from "./entry.ts";

const deployment: ResourceConfig = {
  kind: "Deployment",
  apiVersion: undefined,
  namespaces: namespacePatterns([]),
  labelSelector: "",
  fieldSelector: "",
  metadataOnly: false,
};

test("an entry is what is written, in any case; namespaces play no part", () => {
  const same = { ...deployment, kind: "deployment", namespaces: namespacePatterns(["shop"]) };
  expect(entryOf(same)).toBe(entryOf(deployment));
});

test.each<Partial<ResourceConfig>>([
  { kind: "deploy" },
  { apiVersion: "apps/v1" },
  { labelSelector: "a=b" },
  { fieldSelector: "a=b" },
  { metadataOnly: true },
])("another entry: %o", (difference) => {
  expect(entryOf({ ...deployment, ...difference })).not.toBe(entryOf(deployment));
});

test("selectors are sent only when there are any", () => {
  expect(selectorsOf(deployment)).toEqual({});
  expect(selectorsOf({ ...deployment, labelSelector: "tier=web" })).toEqual({ labelSelector: "tier=web" });
});
