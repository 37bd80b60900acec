import { describe, expect, test } from "vitest";
import { checkObject } from "./check-object.ts";
import { add, history, list, manifest, remove, update, vanish, written } from "./fixtures/life.ts";

const twoLives = written(["a", 1], ["a", 2], ["a", 3], ["a", null], ["b", 4], ["b", 5]);
const everyChange = [
  add(1100, "a", 1),
  update(2100, "a", 1, 2),
  update(3100, "a", 2, 3),
  remove(4100, "a", 3),
  add(5100, "b", 4),
  update(6100, "b", 4, 5),
];
const without = (...indexes: number[]) => everyChange.filter((_, index) => !indexes.includes(index));

describe("all is well when", () => {
  test("every change was told", () => {
    expect(checkObject(history({ written: twoLives, seen: everyChange }))).toEqual([]);
  });

  test("the first list told what was there, whatever had been before", () => {
    const seen = [add(2500, "a", 2, { initial: true }), ...everyChange.slice(2)];
    expect(checkObject(history({ written: twoLives, seen }))).toEqual([]);
  });

  test("a list hid changes and the events say that it did", () => {
    const seen = [add(1100, "a", 1), vanish(6500, "a", 1), add(6600, "b", 5, { missed: true })];
    expect(checkObject(history({ written: twoLives, seen, lists: [list(6200)] }))).toEqual([]);
  });

  test("a list hid a whole life, of which no event can tell", () => {
    const steps = written(["a", 1], ["a", null], ["b", 2], ["b", null], ["c", 3]);
    const seen = [add(1100, "a", 1), remove(2100, "a", 1), add(5100, "c", 3)];
    expect(checkObject(history({ written: steps, seen, lists: [list(4500)] }))).toEqual([]);
    expect(checkObject(history({ written: steps.slice(0, 4), seen: seen.slice(0, 2), lists: [list(4500)] }))).toEqual(
      [],
    );
  });

  test("merged changes are as many as the event says", () => {
    const seen = [add(1100, "a", 1), update(3100, "a", 1, 3, { merged: 2 }), ...everyChange.slice(3)];
    expect(checkObject(history({ written: twoLives, seen }))).toEqual([]);
  });

  test("nothing was told of where nobody watches", () => {
    expect(checkObject(history({ written: twoLives, isWatched: false }))).toEqual([]);
  });
});

describe("it is found out when", () => {
  test("the last update is lost", () => {
    expect(checkObject(history({ written: twoLives, seen: without(5) }))).toEqual([
      "lost: the last 1 changes were not told",
    ]);
  });

  test("nothing at all was told", () => {
    expect(checkObject(history({ written: twoLives }))).toEqual(["lost: the last 6 changes were not told"]);
  });

  test("an update in between is lost, even if its successor was told", () => {
    const seen = [add(1100, "a", 1), update(3100, "a", 1, 3), ...everyChange.slice(3)];
    expect(checkObject(history({ written: twoLives, seen }))).toEqual([
      "event 2: 1 changes left out, but not missed (merged: 1)",
    ]);
  });

  test("more changes are left out than were merged", () => {
    const seen = [add(1100, "a", 1), update(3100, "a", 1, 3, { merged: 3 }), ...everyChange.slice(3)];
    expect(checkObject(history({ written: twoLives, seen }))).toEqual([
      "event 2: 1 changes left out, but not missed (merged: 3)",
    ]);
  });

  test("a delete is missing at the end", () => {
    const steps = written(["a", 1], ["a", null]);
    expect(checkObject(history({ written: steps, seen: [add(1100, "a", 1)] }))).toEqual([
      "lost: the last 1 changes were not told",
    ]);
  });

  test("a delete is missing before its successor's add", () => {
    const findings = checkObject(history({ written: twoLives, seen: without(3) }));
    expect(findings).toContain("event 4: an add of what is there already");
  });

  test("an add is missing", () => {
    const findings = checkObject(history({ written: twoLives, seen: without(4) }));
    expect(findings).toContain("event 5: a update of what is not there");
  });

  test("a whole life was not told, and no list hid it", () => {
    const steps = written(["a", 1], ["a", null], ["b", 2], ["b", null], ["c", 3]);
    const seen = [add(1100, "a", 1), remove(2100, "a", 1), add(5100, "c", 3)];
    expect(checkObject(history({ written: steps, seen, lists: [list(100)] }))).toEqual([
      "event 3: 2 changes left out, but not missed (merged: 1)",
    ]);
    const findings = checkObject(history({ written: steps.slice(0, 4), seen: seen.slice(0, 2), lists: [list(100)] }));
    expect(findings).toEqual([expect.stringMatching(/^lost: created and deleted/)]);
  });

  test("an event is told twice", () => {
    const seen = [...everyChange.slice(0, 2), ...everyChange.slice(1)];
    expect(checkObject(history({ written: twoLives, seen }))).toContain("event 3: told twice: nothing has changed");
  });

  test("an event tells a state that was never written", () => {
    const seen = [...everyChange, update(7100, "b", 5, 6)];
    expect(checkObject(history({ written: twoLives, seen }))).toEqual(["event 7: a state that was never written"]);
  });

  test("an event tells a delete that never was", () => {
    const seen = [...everyChange, vanish(7100, "b", 5)];
    expect(checkObject(history({ written: twoLives, seen, lists: [list(7000)] }))).toEqual([
      "event 7: a state that was never written",
    ]);
  });

  test("two updates are told in the wrong order", () => {
    const steps = written(["a", 1], ["a", 2], ["a", 3]);
    const seen = [add(1100, "a", 1), update(3100, "a", 1, 3), update(3200, "a", 3, 2)];
    expect(checkObject(history({ written: steps, seen }))).toEqual(
      expect.arrayContaining(["event 3: goes back to an earlier state", expect.stringMatching(/^lost/)]),
    );
  });

  test("a successor's add comes before the delete", () => {
    const [addA, , , removeA, addB] = everyChange;
    const steps = written(["a", 1], ["a", null], ["b", 4]);
    const seen = [addA, addB, removeA].flatMap((event) => event ?? []);
    const findings = checkObject(history({ written: steps, seen }));
    expect(findings).toContain("event 2: an add of what is there already");
    expect(findings).toContain("event 3: goes back to an earlier state");
  });

  test("oldObject is not what was told before", () => {
    const seen = [add(1100, "a", 1), update(2100, "a", 1, 2, { oldObject: manifest("a", 7) }), ...everyChange.slice(2)];
    expect(checkObject(history({ written: twoLives, seen }))).toEqual([
      "event 2: oldObject is not what was told before",
    ]);
  });

  test("the object is not what was written under its resourceVersion", () => {
    const seen = [add(1100, "a", 1, { object: manifest("a", 2, "10") }), ...everyChange.slice(1)];
    expect(checkObject(history({ written: twoLives, seen }))).toContain("event 1: object is not what was written");
  });

  test("a delete has another last state than the one written", () => {
    const seen = [
      ...everyChange.slice(0, 3),
      remove(4100, "a", 3, { object: manifest("a", 2) }),
      ...everyChange.slice(4),
    ];
    expect(checkObject(history({ written: twoLives, seen }))).toEqual(["event 4: object is not what was written"]);
  });

  test("something is missed without a list", () => {
    const seen = [add(1100, "a", 1), update(3100, "a", 1, 3, { missed: true }), ...everyChange.slice(3)];
    expect(checkObject(history({ written: twoLives, seen, lists: [list(100)] }))).toEqual([
      "event 2: missed, though there was no list",
    ]);
  });

  test.each([
    { missed: false, finalStateKnown: false },
    { missed: true, finalStateKnown: true },
  ])("a delete is $missed for missed and $finalStateKnown for finalStateKnown", (marks) => {
    const steps = written(["a", 1], ["a", null]);
    const seen = [add(1100, "a", 1), remove(2100, "a", 1, { ...marks, object: manifest("a", 1) })];
    const findings = checkObject(history({ written: steps, seen, lists: [list(2050)] }));
    expect(findings).toContain(`event 2: finalStateKnown is ${marks.finalStateKnown}, missed is ${marks.missed}`);
  });

  test("something later than the first event is initial", () => {
    const seen = [...everyChange.slice(0, 4), add(5100, "b", 4, { initial: true }), ...everyChange.slice(5)];
    expect(checkObject(history({ written: twoLives, seen }))).toEqual([
      "event 5: initial, though something was told before",
    ]);
  });

  test("anything is told of where nobody watches", () => {
    const findings = checkObject(history({ written: twoLives, seen: everyChange, isWatched: false }));
    expect(findings).toEqual(["told of, though nobody watches there"]);
  });
});
