import { expect, test } from "vitest";
import { isNamespacePattern, namespacePatterns } from "./namespace-patterns.ts";

test.each([
  [[], "any", true],
  [["shop"], "shop", true],
  [["shop"], "shop-a", false],
  [["shop-*"], "shop-a", true],
  [["shop-?"], "shop-ab", false],
  [["shop-{a,b}"], "shop-b", true],
  [["shop-[ab]"], "shop-c", false],
  [["shop-[!ab]"], "shop-c", true],
  [["shop-[!ab]"], "shop-b", false],
  [["shop-*", "!shop-test"], "shop-test", false],
  [["!shop-test", "shop-*"], "shop-test", false],
  [["!kube-system"], "shop", true],
  [["!kube-*"], "kube-system", false],
])("%j on %s: %j", (patterns, namespace, expected) => {
  expect(namespacePatterns(patterns).matches(namespace)).toBe(expected);
});

test.each([
  [[], undefined],
  [
    ["a", "b", "a"],
    ["a", "b"],
  ],
  [["a", "b", "!b"], ["a"]],
  [["a", "b-*"], undefined],
  [["!a"], undefined],
])("the names of %j are %j", (patterns, expected) => {
  expect(namespacePatterns(patterns).names).toEqual(expected);
});

test.each(["a", "a-1", "*", "a*", "!a", "!a-*", "[ab]c", "{a,b}-c", "a".repeat(63)])(
  "%s can stand in a list",
  (text) => {
    expect(isNamespacePattern(text)).toBe(true);
  },
);

test.each(["", "!", "A", "a_b", "-a", "a.b", "!!a", "[a", "a]", "{a", "a,b", "a b", "a/b", "a".repeat(64)])(
  "%j cannot",
  (text) => {
    expect(isNamespacePattern(text)).toBe(false);
  },
);
