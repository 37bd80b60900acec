import { expect, test } from "vitest";
import { checkTold } from "./check-told.ts";
import type { Told } from "./told.ts";
import type { Written } from "./written.ts";

function present(version: number, uid = "u1"): Written {
  return { object: "shop/web", uid, state: "present", version: String(version) };
}

function told(action: Told["action"], versions: readonly [number | null, number], merged = 1, uid = "u1"): Told {
  const [from, version] = versions;
  const oldVersion = from === null ? null : String(from);
  const ended = { end: "handled", seenAt: 0, endedAt: 0, id: "", missed: false } as const;
  return { ...ended, object: "shop/web", action, uid, version: String(version), oldVersion, merged };
}

const life: readonly Written[] = [
  present(1),
  present(2),
  present(3),
  { ...present(3), state: "gone" },
  present(5, "u2"),
  { ...present(5, "u2"), state: "gone" },
];
const right: readonly Told[] = [
  told("add", [null, 1]),
  told("update", [1, 3], 2),
  told("delete", [3, 4]),
  told("delete", [null, 6], 2, "u2"),
];

test("events that stand for all changes are right", () => {
  expect(checkTold(life, right)).toEqual([]);
});

test.each([
  { what: "a lost last change", events: right.slice(0, -1), wrong: "shop/web: events for 4 changes, of 6" },
  {
    what: "a count too high",
    events: [...right.slice(0, -1), told("delete", [null, 6], 3, "u2")],
    wrong: /for 7 changes/,
  },
  { what: "an event for nothing", events: [...right, told("update", [null, 6])], wrong: /nothing happened/ },
  {
    what: "a wrong old object",
    events: right.with(1, told("update", [2, 3], 2)),
    wrong: /expected to go from 1, got 2/,
  },
  { what: "a wrong state", events: right.with(1, told("update", [1, 2], 2)), wrong: /expected 3, got 2/ },
  { what: "another life's end", events: right.with(3, told("delete", [null, 6], 2)), wrong: /another uid/ },
  {
    what: "a swallowed end",
    events: [told("add", [null, 5], 5, "u2"), told("delete", [5, 6], 1, "u2")],
    wrong: /an end was not told/,
  },
  { what: "a wrong action", events: right.with(0, told("update", [null, 1])), wrong: /expected add, got update/ },
])("$what is found", ({ events, wrong }) => {
  expect(checkTold(life, events)).toContainEqual(expect.stringMatching(wrong));
});
