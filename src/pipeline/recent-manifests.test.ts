import { expect, test } from "vitest";
import type { Baseline } from "../store/store.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { manifest } from "./fixtures/observations.ts";
import { RecentManifests } from "./recent-manifests.ts";

function baselineOf(resourceVersion: number, note = ""): Baseline {
  const object = { ...manifest("shop", "web", "u1", resourceVersion), note };
  return { uid: "u1", resourceVersion: String(resourceVersion), json: JSON.stringify(object) };
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
  const note = "x".repeat(3 * 1024 * 1024);
  const trees = [1, 2, 3].map((version) => {
    const tree = manifest("shop", "web", "u1", version);
    recent.keep(baselineOf(version, note), tree);
    return tree;
  });
  const taken = [1, 2, 3].map((version) => recent.take(baselineOf(version, note)));
  expect(taken.map((tree, index) => tree === trees[index])).toEqual([false, true, true]);
});
