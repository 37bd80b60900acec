import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as base64 from "./base64.ts";
import * as cloning from "./structured-clone.ts";
import * as encoding from "./text-encoding.ts";
import * as params from "./url-search-params.ts";

const anyText = fc.string({ unit: "binary" });
/** Lone surrogates among them. */
const anyUnits = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));

describe("what Node has, too, does the same", () => {
  test("TextEncoder", () => {
    fc.assert(
      fc.property(anyUnits, (text) => {
        expect([...new encoding.TextEncoder().encode(text)]).toEqual([...new TextEncoder().encode(text)]);
      }),
    );
  });

  test("TextDecoder, of bytes that are UTF-8", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(new encoding.TextDecoder().decode(new TextEncoder().encode(text))).toBe(
          new TextDecoder().decode(new TextEncoder().encode(text)),
        );
      }),
    );
  });

  test("TextDecoder, of any bytes", () => {
    const someBytes = fc.array(
      fc.constantFrom(
        0x00,
        0x41,
        0x7f,
        0x80,
        0x8f,
        0x90,
        0x9f,
        0xa0,
        0xbf,
        0xc0,
        0xc2,
        0xdf,
        0xe0,
        0xed,
        0xef,
        0xf0,
        0xf4,
        0xf5,
        0xff,
        0xbb,
      ),
    );
    fc.assert(
      fc.property(someBytes, fc.boolean(), (bytes, ignoreBOM) => {
        const input = Uint8Array.from(bytes);
        expect(new encoding.TextDecoder("utf-8", { ignoreBOM }).decode(input)).toBe(
          new TextDecoder("utf-8", { ignoreBOM }).decode(input),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("btoa and atob", () => {
    const bytes = fc.array(fc.integer({ min: 0, max: 255 })).map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(bytes, (text) => {
        expect(base64.btoa(text)).toBe(btoa(text));
        expect(base64.atob(btoa(text))).toBe(text);
        expect(base64.atob(btoa(text).replace(/=+$/, ""))).toBe(text);
      }),
    );
  });

  test.each(["a", "ab=", "a b\nc=", "====", "abc!", "abcde", "€"])("atob, of %j", (text) => {
    const outcome = (decode: (text: string) => string): string => {
      try {
        return decode(text);
      } catch {
        return "refused";
      }
    };
    expect(outcome(base64.atob)).toBe(outcome(atob));
  });

  test("URLSearchParams, written", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyUnits, anyUnits)), (pairs) => {
        expect(new params.URLSearchParams(pairs).toString()).toBe(new URLSearchParams(pairs).toString());
      }),
    );
  });

  test("URLSearchParams, read", () => {
    const texts = fc.string({
      unit: fc.constantFrom("a", "%", "2", "C", "3", "c", "A", "+", "&", "=", "?", " ", "E"),
    });
    fc.assert(
      fc.property(texts, (text) => {
        expect([...new params.URLSearchParams(text)]).toEqual([...new URLSearchParams(text)]);
      }),
      { numRuns: 2000 },
    );
  });

  test("URLSearchParams, read where Node is wrong", () => {
    expect([...new params.URLSearchParams("?a😀%aa=ü%C3%BC%C3")]).toEqual([["a😀\u{FFFD}", "üü\u{FFFD}"]]);
  });

  test("structuredClone", () => {
    const values = fc.anything({
      withDate: true,
      withMap: true,
      withSet: true,
      withBigInt: true,
      withTypedArray: true,
      withSparseArray: true,
    });
    fc.assert(
      fc.property(values, (value) => {
        expect(cloning.structuredClone(value)).toEqual(structuredClone(value));
      }),
    );
  });

  test.each([() => {}, Symbol("s"), new WeakMap(), Promise.resolve()])("structuredClone refuses %s", (value) => {
    expect(() => cloning.structuredClone({ value })).toThrow(expect.objectContaining({ name: "DataCloneError" }));
  });
});
