import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseLabelSelector } from "./label-selector.ts";
import { selectorMistake } from "./selector-syntax-error.ts";

test.each([
  ["", {}, true],
  ["a", { a: "" }, true],
  ["a", {}, false],
  ["!a", {}, true],
  ["! a", { a: "b" }, false],
  ["a=b", { a: "b" }, true],
  ["a == b", { a: "b" }, true],
  ["a=b", { a: "c" }, false],
  ["a=", { a: "" }, true],
  ["a=", {}, false],
  ["a!=b", {}, true],
  ["a!=b", { a: "b" }, false],
  ["a in (b, c)", { a: "c" }, true],
  ["a in (b,)", { a: "" }, true],
  ["a in (in,notin)", { a: "in" }, true],
  ["a notin (b,c)", {}, true],
  ["a notin (b,c)", { a: "b" }, false],
  ["a>5", { a: "10" }, true],
  ["a>5", { a: "five" }, false],
  ["a<5", { a: "-1" }, true],
  ["a<5", {}, false],
  ["a=b,c!=d,!e", { a: "b" }, true],
  ["a=b,c!=d,!e", { a: "b", e: "" }, false],
  ["example.com/tier=web", { "example.com/tier": "web" }, true],
  ["constructor", {}, false],
])("%j on %j: %j", (text, labels, expected) => {
  expect(parseLabelSelector(text).matches(labels)).toBe(expected);
});

test.each([
  ["a=b,", "expected a label's key, found the end at character 5"],
  [",a", 'expected a label\'s key, found "," at character 1'],
  ["a in b", 'expected "(", found "b" at character 6'],
  ["a in ()", 'expected a value, found ")" at character 7'],
  ["a in (b", 'expected "," or ")", found the end at character 8'],
  ["a in (b c)", 'expected "," or ")", found "c" at character 9'],
  ["a ~ b", 'expected one of "=", "==", "!=", "in", "notin", "<", ">", found "~" at character 3'],
  ["a=b c", 'expected "," or the end, found "c" at character 5'],
  ["a=b=c", 'expected "," or the end, found "=" at character 4'],
  ["a>b", 'expected an integer, found "b" at character 3'],
  ["in=b", 'expected a label\'s key, found "in" at character 1'],
  ["-a=b", 'expected a label\'s key, found "-a" at character 1'],
  ["A_.b/c=d", 'expected a label\'s key, found "A_.b/c" at character 1'],
  ["a=b!", 'expected "," or the end, found "!" at character 4'],
  [`a=${"b".repeat(64)}`, `expected a label's value, found "${"b".repeat(64)}" at character 3`],
])("%j is refused: %s", (text, says) => {
  expect(() => parseLabelSelector(text)).toThrow(says);
});

describe("laws", () => {
  const word = fc
    .stringMatching(/^[a-z]([a-z0-9._-]{0,5}[a-z0-9])?$/)
    .filter((text) => text !== "in" && text !== "notin");
  const values = fc.uniqueArray(word, { minLength: 1, maxLength: 3 });
  const labels = fc.dictionary(word, word, { maxKeys: 4 });

  test("whatever the labels, `notin` is the opposite of `in`, `!=` of `=`, `!a` of `a`", () => {
    fc.assert(
      fc.property(word, values, labels, (key, list, given) => {
        const matches = (text: string): boolean => parseLabelSelector(text).matches(given);
        const [value = ""] = list;
        expect(matches(`${key} notin (${list.join(",")})`)).toBe(!matches(`${key} in (${list.join(",")})`));
        expect(matches(`${key}!=${value}`)).toBe(!matches(`${key}=${value}`));
        expect(matches(`!${key}`)).toBe(!matches(key));
      }),
    );
  });

  test("a list of conditions holds if each of them does, whatever the spaces", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 4 }), labels, (pairs, given) => {
        const each = pairs.every(([key, value]) => parseLabelSelector(`${key}=${value}`).matches(given));
        const joined = pairs.map(([key, value]) => ` ${key} = ${value} `).join(",");
        expect(parseLabelSelector(joined).matches(given)).toBe(each);
      }),
    );
  });

  test("any text is taken or refused with its place, and nothing else is thrown", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom("a", "b", "=", "!", "(", ")", ",", "<", ">", " ", "in", "notin", "/", "-"),
        }),
        (text) => {
          expect(selectorMistake(parseLabelSelector, text) ?? "expected nothing else at character 1").toMatch(
            /^expected .* at character \d+$/,
          );
        },
      ),
    );
  });
});
