import { expect, test } from "vitest";
import { plainTree, type Table } from "../document/plain-tree.ts";
import { withoutReferences } from "../document/references.ts";
import { checkAgainst } from "./check-against.ts";

const named = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string" } },
  additionalProperties: false,
};

/** What is said of a value under the key `value`. */
function messages(schema: object, value: unknown): string[] {
  const tree = plainTree({ value }) as Table;
  const document = withoutReferences({ file: "x", tree, lineOf: () => 1, locate: () => "x:1" });
  const codes = { invalid: "KW_SETTINGS_INVALID", unknownKey: "KW_SETTINGS_INVALID" } as const;
  const whole = { type: "object", definitions: { named }, properties: { value: schema } };
  return checkAgainst(whole, tree, { document, at: [], ...codes }).problems.map(({ message }) => message);
}

test.each<[string, object, unknown, string]>([
  ["a union of constants", { anyOf: [{ const: "a" }, { const: "b" }] }, "c", '"a" or "b", got `"c"` (string)'],
  [
    "a union of types, none of which fits",
    { anyOf: [{ type: "string" }, { type: "integer" }, named] },
    true,
    "a string, an integer or a table, got `true` (boolean)",
  ],
  ["a list of types", { type: ["string", "null"] }, 5, "a string or null, got `5` (number)"],
  [
    "oneOf that more than one branch takes",
    { oneOf: [{ type: "number" }, { type: "integer" }] },
    5,
    "a number or an integer, got `5` (number)",
  ],
  [
    "a union inside a union",
    { anyOf: [{ anyOf: [{ type: "string" }, named] }, { type: "array" }] },
    5,
    "a string, a table or a list, got `5` (number)",
  ],
  ["a pattern", { type: "string", pattern: "^a" }, "b", 'a string that matches ^a, got `"b"` (string)'],
  ["lengths", { type: "string", minLength: 2, maxLength: 3 }, "b", 'a string of 2 to 3 characters, got `"b"` (string)'],
  ["an open range", { type: "number", exclusiveMinimum: 0 }, 0, "a number above 0, got `0` (number)"],
  ["too many items", { type: "array", maxItems: 1 }, [1, 2], "a list with at most 1 items, got a list"],
  [
    "a format of the standard's",
    { type: "string", format: "email" },
    "a",
    'a string in the format "email", got `"a"` (string)',
  ],
])("%s gives one clear mistake", (_what, schema, value, says) => {
  expect(messages(schema, value)).toEqual([`Expected \`value\` to be ${says} in x:1`]);
});

test("a union whose branches are references gives one mistake", () => {
  const schema = { anyOf: [{ type: "string" }, { $ref: "#/definitions/named" }] };

  expect(messages(schema, { nam: "a" })).toEqual([
    "Expected a known key, got `value.nam` in x:1; did you mean `name`?",
  ]);
  expect(messages(schema, 5)).toHaveLength(1);
});

test("in a union, the branch that fits the value's type is told from inside", () => {
  expect(messages({ anyOf: [{ type: "string", format: "duration" }, named] }, { name: 5 })).toEqual([
    "Expected `value.name` to be a string, got `5` (number) in x:1",
  ]);
});

test("what no description covers is told in the validator's words", () => {
  expect(messages({ type: "array", uniqueItems: true }, [1, 1])).toEqual([
    "Expected `value` to be a list, got a list in x:1: it must NOT have duplicate items (items ## 0 and 1 are identical)",
  ]);
});

test("a long value is cut, and what is in a table or list is not shown", () => {
  expect(messages({ type: "integer" }, "x".repeat(1000))[0]?.length).toBeLessThan(200);
  expect(messages({ type: "integer" }, { a: "inside" })).toEqual([
    "Expected `value` to be an integer, got a table in x:1",
  ]);
});

test("what writeOnly marks is collected, through references and unions", () => {
  const tree = plainTree({ value: { deep: ["one", { a: "two" }] }, other: "three", open: "four" }) as Table;
  const document = withoutReferences({ file: "x", tree, lineOf: () => 1, locate: () => "x:1" });
  const schema = {
    type: "object",
    definitions: { secret: { writeOnly: true } },
    properties: {
      value: { type: "object", properties: { deep: { $ref: "#/definitions/secret" } } },
      other: { anyOf: [{ type: "string", writeOnly: true }, { type: "integer" }] },
      open: { type: "string", writeOnly: false },
    },
  };
  const { secrets } = checkAgainst(schema, tree, {
    document,
    at: [],
    invalid: "KW_SETTINGS_INVALID",
    unknownKey: "KW_SETTINGS_INVALID",
  });

  expect(new Set(secrets)).toEqual(new Set(["one", "two", "three"]));
});
