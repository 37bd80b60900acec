import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cutManagedFields } from "./cut-managed-fields.ts";

/** Keys and texts that could be taken for what is looked for. */
const text = fc.oneof(
  fc.constantFrom(
    "metadata",
    "managedFields",
    '"managedFields":[',
    '},"managedFields":[{',
    "\\",
    '\\"',
    "]}",
    "f:a",
    "",
  ),
  fc.string({ unit: "grapheme" }),
);
const { value, members } = fc.letrec<{ value: unknown; members: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.constantFrom(null, true, -1.5e-7, 12),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("members"),
  ),
  members: fc.dictionary(text, tie("value"), { maxKeys: 4 }),
}));
const manifest = fc
  .tuple(members, members, value, members, members)
  .map(([first, before, managedFields, after, last]): object => ({
    ...first,
    metadata: { ...before, managedFields, ...after },
    ...last,
  }));

function parseCut(json: string): unknown {
  return JSON.parse(cutManagedFields(Buffer.from(json)));
}

function withoutManagedFields(object: unknown): unknown {
  const { metadata } = object as { metadata?: unknown };
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) return object;
  const { managedFields: _, ...rest } = metadata as Record<string, unknown>;
  return { ...(object as object), metadata: rest };
}

test("of any object nothing is cut but metadata.managedFields", () => {
  fc.assert(
    fc.property(fc.oneof(manifest, members), (object) => {
      expect(parseCut(JSON.stringify(object))).toEqual(withoutManagedFields(JSON.parse(JSON.stringify(object))));
    }),
    { numRuns: 2000 },
  );
});

test("text that is laid out in another way loses nothing else either", () => {
  const space = fc.constantFrom("\t", 1, 2);
  fc.assert(
    fc.property(fc.oneof(manifest, members), space, (object, indentation) => {
      const json = JSON.stringify(object, undefined, indentation);
      expect(withoutManagedFields(parseCut(json))).toEqual(withoutManagedFields(JSON.parse(json)));
    }),
  );
});

test("text that breaks off does not become whole", () => {
  fc.assert(
    fc.property(manifest, fc.nat(), (object, length) => {
      const json = JSON.stringify(object);
      expect(() => parseCut(json.slice(0, length % json.length))).toThrow(SyntaxError);
    }),
  );
});
