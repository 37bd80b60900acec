import { expect, test } from "vitest";
import { stripTypes, TypeScriptMistake } from "./strip-types.ts";

test("types become spaces, so that every line and column stays", () => {
  expect(stripTypes("const a: number = 1;\nexport const b = <T,>(c: T): T => c;\n")).toBe(
    "const a         = 1;\nexport const b =     (c   )    => c;\n",
  );
});

test.each([
  ["the first line", "const a: = 3;", "1:10"],
  ["a later one, among others", "export default {\n  handle() {\n    const a: = 3;\n  },\n};\n", "3:14"],
  ["several lines", `export {};\n\n  enum Colour {\n    Red,\n  }\n`, "3:3"],
])("a mistake in %s has its place", (_, source, position) => {
  expect(() => stripTypes(source)).toThrow(TypeScriptMistake);
  expect(() => stripTypes(source)).toThrow(expect.objectContaining({ position }));
});
