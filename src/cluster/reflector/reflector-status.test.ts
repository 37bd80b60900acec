import { expect, test } from "vitest";
import { isHearing, type ReflectorState } from "./reflector-status.ts";

const states: readonly ReflectorState[] = ["listing", "syncing", "watching", "reopening", "paused", "stale", "failing"];

test("only what is listed and watched, being reopened, or paused hears", () => {
  const hearing = states.filter((state) => isHearing({ state, isSynced: true }));
  expect(hearing).toEqual(["watching", "reopening", "paused"]);
});

test("nothing hears before its first list has been handled", () => {
  expect(states.some((state) => isHearing({ state, isSynced: false }))).toBe(false);
});
