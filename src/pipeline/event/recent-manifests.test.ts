import { expect, test } from "vitest";
import type { Baseline } from "../../store/store.ts";
import { manifest } from "../fixtures/observations.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { RecentManifests } from "./recent-manifests.ts";

function baselineOf(resourceVersion: number, note = "", uid = "u1"): Baseline {
  const object = { ...manifest("shop", "web", uid, resourceVersion), note };
  return { uid, resourceVersion: String(resourceVersion), json: JSON.stringify(object) };
}

test("what was kept is the very tree, once", () => {
  const recent = new RecentManifests();
  const baseline = baselineOf(1);
  const tree = deepFreeze(manifest("shop", "web", "u1", 1));
  recent.keep(baseline, tree);
  expect(recent.take(baseline)).toBe(tree);
  expect(recent.take(baseline)).not.toBe(tree);
});

test("what was not kept is parsed", () => {
  expect(new RecentManifests().take(baselineOf(1))).toEqual(JSON.parse(baselineOf(1).json));
});

test("the same version with another text is not the same manifest", () => {
  const recent = new RecentManifests();
  recent.keep(baselineOf(1, "beta"), manifest("shop", "web", "u1", 1));
  expect(recent.take(baselineOf(1, "stable"))).toMatchObject({ note: "stable" });
});

test("the longest unchanged is let go first, when much is kept", () => {
  const recent = new RecentManifests();
  const note = "x".repeat(6 * 1024 * 1024);
  const uids = ["u1", "u2", "u3"];
  const trees = uids.map((uid) => {
    const tree = manifest("shop", "web", uid, 1);
    recent.keep(baselineOf(1, note, uid), tree);
    return tree;
  });
  const taken = uids.map((uid) => recent.take(baselineOf(1, note, uid)));
  expect(taken.map((tree, index) => tree === trees[index])).toEqual([false, true, true]);
});
