import { expect, test } from "vitest";
import { compareVersions } from "./version-priority.ts";

test("stable versions come before beta, beta before alpha, newer before older, others last by name", () => {
  const sorted = ["v10", "v2", "v1", "v11beta2", "v10beta3", "v3beta1", "v12alpha1", "v11alpha2", "bar10", "foo1"];
  expect([...sorted].reverse().sort(compareVersions)).toEqual(sorted);
});
