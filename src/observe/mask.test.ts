import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createMask } from "./mask.ts";

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom("a", "b", "1", '"', "\\", "\n", "/", "ü", "👋") }),
);
const secret = text.filter((plain) => plain.length >= 3 && !plain.includes("*"));

/** Every key and value that a person or a program reads from a line, but for level and time. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [String(value)];
  return Object.keys(value).concat(Object.values(value).flatMap(textsIn));
}

const literals = new Set(["true", "false", "null", "msg", "handler"]);

test("no secret of three characters or more is left in a line, which stays JSON with its level and time", () => {
  const line = fc.tuple(fc.array(secret, { minLength: 1, maxLength: 3 }), fc.jsonValue(), text, text);
  fc.assert(
    fc.property(line, ([secrets, any, before, after]) => {
      const host = { level: "info", time: "2026-11-22T07:00:00.123Z" };
      const [first = ""] = secrets;
      const fields = {
        any,
        [`key${first}`]: [{ deep: before + secrets.join(after) }],
        json: JSON.stringify({ first }),
      };
      const json = createMask(secrets).line(JSON.stringify({ ...host, ...fields, msg: before + first + after }));
      const { level, time, ...rest } = JSON.parse(json) as Record<string, unknown>;
      expect({ level, time }).toEqual(host);
      const texts = textsIn(rest).filter((plain) => !literals.has(plain));
      for (const hidden of secrets) expect(texts.filter((plain) => plain.includes(hidden))).toEqual([]);
    }),
  );
});

test("no secret of three characters or more is left in a text", () => {
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1, maxLength: 3 }), text, text, (secrets, before, after) => {
      const hidden = createMask(secrets).text(before + secrets.join(after) + after);
      for (const one of secrets) expect(hidden).not.toContain(one);
    }),
  );
});

test("a line without secrets stays as it is, byte by byte", () => {
  const line = '{"level":"info", "n":1e3,"n":2}';
  expect(createMask([]).line(line)).toBe(line);
  expect(createMask(["s3cret"]).line(line)).toBe(line);
});

test("what overlaps is hidden whole", () => {
  expect(createMask(["abc", "bcdef"]).text("xabcdefx")).toBe("x***x");
});

test.each([
  ["JSON within JSON", JSON.stringify({ password: 'pa"ss\\' })],
  ["a URL", `https://example.com/?p=${encodeURIComponent('pa"ss\\')}`],
  ["base64", Buffer.from('pa"ss\\').toString("base64")],
])("a secret is hidden as %s spells it", (_, spelled) => {
  const mask = createMask(['pa"ss\\']);
  expect(mask.text(`x ${spelled} y`)).toContain("***");
  expect(mask.line(JSON.stringify({ msg: spelled }))).toContain("***");
});

test("each longer line of a secret is hidden by itself", () => {
  const mask = createMask(["-----BEGIN KEY-----\nMIIEvQIBADANBg\nab\n-----END KEY-----\n"]);
  expect(mask.text("stderr: MIIEvQIBADANBg")).toBe("stderr: ***");
  expect(mask.text("about ab")).toBe("about ab");
});

test("a number that holds a secret is hidden, too", () => {
  expect(createMask(["4711"]).line('{"pin":4711,"merged":1}')).toBe('{"pin":"***","merged":1}');
});

test("a secret of one or two characters is hidden only as a whole value", () => {
  const mask = createMask(["a", "42", ""]);
  expect(mask.line('{"level":"a","one":"a","two":"42","n":42,"msg":"a 42 baa"}')).toBe(
    '{"level":"a","one":"***","two":"***","n":42,"msg":"a 42 baa"}',
  );
  expect(mask.text("a 42 baa")).toBe("a 42 baa");
});

test("a secret that is a name of the host's own does not tell itself", () => {
  expect(createMask(["msg", "info"]).line('{"level":"info","msg":"info: msg"}')).toBe(
    '{"level":"info","msg":"***: ***"}',
  );
});
