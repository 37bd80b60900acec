import { expect, test } from "vitest";
import { gone, present, scope, waiting } from "../fixtures/observations.ts";
import { Lane } from "./lane.ts";

const otherEntry = { scope: { ...scope, entry: "deployment,app=web" } };

function waitingIn(lane: Lane): string[] {
  return [...lane].map(
    ({
      observation: {
        scope: { entry },
        state,
        resourceVersion,
      },
      merged,
    }) => `${entry} ${state} ${resourceVersion} ×${merged}`,
  );
}

function laneOf(...observations: Parameters<typeof waiting>[0][]): Lane {
  const lane = new Lane();
  for (const observation of observations) lane.append(waiting(observation));
  return lane;
}

test("a change is merged with the last one, and says which two", () => {
  const lane = laneOf(present(1));
  const [first] = lane;
  const second = waiting(present(2));
  const merge = lane.join(second);
  expect(merge?.parts).toEqual([first, second]);
  expect([...lane]).toEqual([merge?.whole]);
  expect(waitingIn(lane)).toEqual(["deployment present 2 ×2"]);
});

test("what cannot be merged comes behind", () => {
  const lane = laneOf(gone(1));
  expect(lane.join(waiting(present(2, { uid: "u2" })))).toBeUndefined();
  expect(waitingIn(lane)).toEqual(["deployment gone 1 ×1", "deployment present 2 ×1"]);
});

test("each resource entry's changes are merged, and no state comes before an older one", () => {
  const lane = laneOf(present(1), present(1, otherEntry), present(2));
  lane.join(waiting(present(3)));
  expect(waitingIn(lane)).toEqual([
    "deployment present 1 ×1",
    "deployment,app=web present 1 ×1",
    "deployment present 3 ×2",
  ]);
  expect(lane.compact()).toHaveLength(1);
  expect(waitingIn(lane)).toEqual(["deployment,app=web present 1 ×1", "deployment present 3 ×3"]);
});

test("it says when something may be merged", () => {
  const lane = laneOf(present(1));
  expect(lane.append(waiting(gone(2)))).toBe(true);
  expect(lane.append(waiting(present(3, { uid: "u2" })))).toBe(false);
});

test("compacting merges all that may be merged, life by life", () => {
  const lane = laneOf(present(1), present(2), gone(3), present(4, { uid: "u2" }), present(5, { uid: "u2" }));
  expect(lane.compact()).toHaveLength(3);
  expect(waitingIn(lane)).toEqual(["deployment gone 3 ×3", "deployment present 5 ×2"]);
  expect(lane.compact()).toEqual([]);
});
