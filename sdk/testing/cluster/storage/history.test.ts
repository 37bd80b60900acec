import * as fc from "fast-check";
import { expect, test } from "vitest";
import { History, type Change } from "./history.ts";

const change = (revision: number): Change => ({
  revision,
  type: "ADDED",
  object: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } },
});

test("what is after any revision it reaches is never skipped, however much has been forgotten", () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 20 }), fc.nat(400), (steps, limit, from) => {
      const history = new History(limit, 0);
      const revisions: number[] = [];
      for (const step of steps) {
        const revision = (revisions.at(-1) ?? 0) + step;
        revisions.push(revision);
        history.append(change(revision));
      }
      fc.pre(history.reaches(from));
      expect(history.after(from)?.revision).toBe(revisions.find((revision) => revision > from));
    }),
  );
});

test("it keeps the newest changes up to its limit", () => {
  const history = new History(10, 0);
  for (let revision = 1; revision <= 100; revision += 1) history.append(change(revision));
  expect(history.reaches(90)).toBe(true);
  expect(history.reaches(70)).toBe(false);
});

test("once forgotten, a revision is not reached any more, the newest one is", () => {
  const history = new History(10, 0);
  for (let revision = 1; revision <= 5; revision += 1) history.append(change(revision));
  history.forget(5);
  expect(history.reaches(4)).toBe(false);
  expect(history.reaches(5)).toBe(true);
  expect(history.after(5)).toBeUndefined();
});
