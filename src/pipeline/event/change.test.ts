import { expect, test } from "vitest";
import type { Baseline } from "../../store/store.ts";
import { gone, manifest, parsed, present, waiting } from "../fixtures/observations.ts";
import { merge } from "../lanes/merge.ts";
import type { Observation } from "../observation.ts";
import { decideChanges, type Change } from "./change.ts";

function lastSeen(uid: string, resourceVersion: number): Baseline {
  return {
    uid,
    resourceVersion: String(resourceVersion),
    json: JSON.stringify(manifest("shop", "web", uid, resourceVersion)),
  };
}

function decided(observation: Observation, baseline: Baseline | undefined): readonly Change[] {
  return decideChanges(waiting(observation), baseline, parsed);
}

test("an object that handlers never saw is an add", () => {
  expect(decided(present(5), undefined)).toMatchObject([
    { action: "add", uid: "u1", resourceVersion: "5", oldObject: null, finalStateKnown: true },
  ]);
});

test("another resourceVersion of what handlers saw is an update from there", () => {
  const baseline = lastSeen("u1", 4);
  expect(decided(present(5), baseline)).toMatchObject([
    { action: "update", resourceVersion: "5", oldObject: JSON.parse(baseline.json), finalStateKnown: true },
  ]);
});

test("the resourceVersion that handlers saw is nothing", () => {
  expect(decided(present(5), lastSeen("u1", 5))).toEqual([]);
});

test("a delete that a watch told has the final state, and the baseline's resourceVersion", () => {
  const observation = gone(6);
  expect(decided(observation, lastSeen("u1", 5))).toMatchObject([
    { action: "delete", resourceVersion: "5", object: observation.object, finalStateKnown: true, missed: false },
  ]);
});

test("a delete that only a list found has the state handlers last saw", () => {
  const baseline = lastSeen("u1", 5);
  expect(decided(gone(5, { object: null, missed: true }), baseline)).toMatchObject([
    {
      action: "delete",
      resourceVersion: "5",
      object: JSON.parse(baseline.json),
      oldObject: JSON.parse(baseline.json),
      finalStateKnown: false,
      missed: true,
    },
  ]);
});

test("the end of an object that handlers never saw is a delete without an old object", () => {
  const observation = gone(5);
  expect(decided(observation, undefined)).toMatchObject([
    { action: "delete", resourceVersion: "5", object: observation.object, oldObject: null, finalStateKnown: true },
  ]);
});

test("what came and went before handlers saw it has the version it had before its end, however that was found", () => {
  for (const end of [gone(7), gone(6, { object: null, missed: true })]) {
    const { whole } = merge(waiting(present(6)), waiting(end));
    expect(decideChanges(whole, undefined, parsed)).toMatchObject([
      {
        action: "delete",
        resourceVersion: "6",
        object: end.object ?? manifest("shop", "web", "u1", 6),
        oldObject: null,
        merged: 2,
        finalStateKnown: end.object !== null,
      },
    ]);
  }
});

test("the end of an object of which no state is known is nothing", () => {
  expect(decided(gone(5, { object: null, missed: true }), undefined)).toEqual([]);
});

test("another uid under the same name is a delete of the old one, then an add", () => {
  expect(decided(present(9, { uid: "u2" }), lastSeen("u1", 5))).toMatchObject([
    { action: "delete", uid: "u1", resourceVersion: "5", finalStateKnown: false, missed: true },
    { action: "add", uid: "u2", resourceVersion: "9", oldObject: null, missed: false },
  ]);
});

test("the end of a successor that handlers never saw comes after the end of the one they saw", () => {
  expect(decided(gone(9, { uid: "u2" }), lastSeen("u1", 5))).toMatchObject([
    { action: "delete", uid: "u1", oldObject: { metadata: { uid: "u1" } } },
    { action: "delete", uid: "u2", oldObject: null },
  ]);
});
