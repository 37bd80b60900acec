import { expect, test } from "vitest";
import { checkFieldSelector } from "./field-selector.ts";

test.each([
  "",
  "a=b",
  "metadata.name=x,spec.nodeName!=y",
  "a==b",
  "a=",
  " a=b, c=d",
  "a=b\\=c,d=e",
  "a=b\\,c",
  "a=\\\\,c=d",
])("%j is a field selector", (text) => {
  expect(() => checkFieldSelector(text)).not.toThrow();
});

test.each([
  ["a", 'found "a" at character 1'],
  ["a=b,", "found nothing at character 5"],
  [",a=b", "found nothing at character 1"],
  ["=b", 'found "=b" at character 1'],
  ["a=b,c", 'found "c" at character 5'],
  ["a=b=c", 'found "a=b=c" at character 1'],
  ["a=b\\c", 'found "a=b\\c" at character 1'],
])("%j is none: %s", (text, says) => {
  expect(() => checkFieldSelector(text)).toThrow(`expected field=value, field==value or field!=value, ${says}`);
});
