import { expect, test } from "vitest";
import { add, history, update, written } from "./checking/fixtures/life.ts";
import { deafnessBound } from "./deafness-bound.ts";
import { judge } from "./judge.ts";

const steps = written(["a", 1], ["a", 2]);
const calm = { samples: [], outages: [], bound: deafnessBound("10s") };

test("a run in which every change was told has no findings", () => {
  const seen = [add(1100, "a", 1), update(2100, "a", 1, 2)];
  expect(judge({ histories: [history({ written: steps, seen })], seen, ...calm })).toEqual({
    findings: [],
    histories: [],
  });
});

test("a finding comes with the object's name and its whole history", () => {
  const seen = [add(1100, "a", 1)];
  const { findings, histories } = judge({ histories: [history({ written: steps, seen })], seen, ...calm });
  expect(findings).toEqual(["ConfigMap shop/web: lost: the last 1 changes were not told"]);
  expect(histories).toEqual([expect.stringMatching(/written {2}#2 at 20/)]);
});

test("readiness in an outage, untold changes and ids are judged as well", () => {
  const samples = Array.from({ length: 60 }, (_, second) => ({
    askedAt: second * 1000,
    answeredAt: second * 1000 + 5,
    isReady: true,
  }));
  const seen = [add(1100, "a", 1), update(50_000, "a", 1, 2), update(50_001, "a", 1, 2)];
  const { findings } = judge({
    histories: [history({ written: steps, seen })],
    seen,
    samples,
    outages: [{ fault: "freeze", from: 1500, until: 55_000 }],
    bound: deafnessBound("10s"),
  });
  expect(findings).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^ConfigMap shop\/web: ready, though/),
      expect.stringMatching(/^shop\/web: id .* was told before/),
      expect.stringMatching(/into an outage \(freeze\)/),
    ]),
  );
});

test.each([
  ["105s", 150_000],
  ["10s", 17_000],
])("a watch timeout of %s bounds deafness at %d ms", (watchTimeout, boundMs) => {
  expect(deafnessBound(watchTimeout).boundMs).toBe(boundMs);
});
