import { expect, test } from "vitest";
import { checkRetried } from "./check-retried.ts";
import type { Told } from "./told.ts";

function told(id: string, end: Told["end"]): Told {
  const times = { seenAt: 1, endedAt: 2 };
  const facts = { object: "broken/web", action: "update", uid: "u", version: "2", oldVersion: "1" } as const;
  return { id, end, ...times, ...facts, merged: 1, missed: false };
}

const letters = [told("a", "dead letter"), told("b", "dead letter")];

test("each dead letter handled once is right", () => {
  expect(checkRetried(letters, [told("b", "handled"), told("a", "handled")])).toEqual([]);
});

test("one that is left, fails again, comes twice or was none is wrong", () => {
  const retried = [told("b", "dead letter"), told("c", "handled"), told("c", "handled")];
  expect(checkRetried(letters, retried)).toEqual([
    "broken/web: dead letter a: expected handled, got nothing",
    "broken/web: dead letter b: expected handled, got dead letter",
    "broken/web: c was no dead letter",
    "broken/web: c was no dead letter",
  ]);
  expect(checkRetried([told("a", "dead letter")], [told("a", "handled"), told("a", "handled")])).toHaveLength(1);
});
