import { expect, test } from "vitest";
import { parseLabelSelector } from "./label-selector.ts";

const labels = { tier: "web", size: "10", "example.com/on": "", in: "yes" };

test.each([
  ["", true],
  ["tier=web", true],
  ["tier==web", true],
  [" tier = web , size ", true],
  ["tier=db", false],
  ["tier!=db", true],
  ["missing!=x", true],
  ["tier in (db, web)", true],
  ["tier notin (db)", true],
  ["missing notin (db)", true],
  ["missing in (db)", false],
  ["example.com/on", true],
  ["example.com/on=", true],
  ["!missing", true],
  ["!tier", false],
  ["size>9,size<11", true],
  ["size>10", false],
  ["in=yes", true],
])('"%s" matches: %s', (selector, matches) => {
  expect(parseLabelSelector(selector)(labels)).toBe(matches);
});

test.each(["a in b", "a in (b", "=b", "a=b c", "a,,b", "!", "a(b)"])('"%s" is a mistake', (selector) => {
  expect(() => parseLabelSelector(selector)).toThrow(/^unable to parse requirement: /);
});
