import { expect, test } from "vitest";
import { excerptOf } from "./excerpt.ts";

test("it is one line, without what a terminal would act on", () => {
  expect(excerptOf(" no\r\n\tway\u001B[2J,\u202E grüß dich \u0000", [])).toBe("no way [2J, grüß dich");
});

test("it is at most 200 characters, and says that there was more", () => {
  expect(excerptOf("x".repeat(200), [])).toBe("x".repeat(200));
  expect(excerptOf("x".repeat(100_000), [])).toBe(`${"x".repeat(200)}…`);
  expect(excerptOf(`${"x".repeat(199)}😀😀`, []).isWellFormed()).toBe(true);
});

test("what is hidden is hidden also where the line is cut", () => {
  const cut = excerptOf(`${"x".repeat(190)} Bearer hunter2-and-more`, ["", "Bearer hunter2-and-more"]);
  expect(cut).toBe(`${"x".repeat(190)} ***`);
});
