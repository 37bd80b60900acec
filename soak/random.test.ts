import { expect, test } from "vitest";
import { pick, seededRandom, shuffle } from "./random.ts";

const draw = (seed: string, purpose: string) => {
  const random = seededRandom(seed, purpose);
  return Array.from({ length: 50 }, random);
};

test("a seed and a purpose decide every number", () => {
  expect(draw("7", "faults")).toEqual(draw("7", "faults"));
  expect(draw("7", "faults")).not.toEqual(draw("8", "faults"));
  expect(draw("7", "faults")).not.toEqual(draw("7", "writes"));
});

test("numbers are spread over 0 to 1", () => {
  const numbers = draw("7", "faults");
  expect(Math.min(...numbers)).toBeLessThan(0.2);
  expect(Math.max(...numbers)).toBeGreaterThan(0.8);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
});

test("a shuffled list has the same items, and each of them can be picked", () => {
  const random = seededRandom("7", "cards");
  const cards = ["a", "b", "c", "d"];
  expect(shuffle(random, cards).toSorted()).toEqual(cards);
  expect(new Set(Array.from({ length: 100 }, () => pick(random, cards)))).toEqual(new Set(cards));
});
