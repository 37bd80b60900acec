import { expect, test } from "vitest";
import { checkNet } from "./check-net.ts";
import type { Told } from "./told.ts";
import type { Written } from "./written.ts";

function written(version: number, state: Written["state"] = "present"): Written {
  return { object: "shop/web", uid: "u1", state, version: String(version) };
}

function told(action: Told["action"], oldVersion: string | null, version: string): Told {
  const other = { end: "handled", seenAt: 0, endedAt: 0, id: "", uid: "u1", merged: 1, missed: true } as const;
  return { ...other, object: "shop/web", action, version, oldVersion };
}

const events = [told("add", null, "1"), told("update", "1", "3")];

test("the net change over a stop is right", () => {
  expect(checkNet([written(1), written(2), written(3)], events)).toEqual([]);
  expect(checkNet([written(1), written(3), written(3, "gone")], [...events, told("delete", "3", "3")])).toEqual([]);
  expect(checkNet([written(1), written(1, "gone")], [])).toEqual([]);
});

test.each([
  { what: "a lost change", changes: [written(1), written(4)], seen: events, wrong: "expected to end at 4, got 3" },
  {
    what: "a lost end",
    changes: [written(3), written(3, "gone")],
    seen: events,
    wrong: "expected to end at null, got 3",
  },
  {
    what: "a repetition",
    changes: [written(3)],
    seen: [...events, ...events],
    wrong: "expected to go from 3, got null",
  },
])("$what is found", ({ changes, seen, wrong }) => {
  expect(checkNet(changes, seen)).toContain(`shop/web: ${wrong}`);
});
