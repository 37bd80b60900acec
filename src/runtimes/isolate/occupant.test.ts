import { expect, test } from "vitest";
import { judge, type Occupant } from "./occupant.ts";
import type { Tenant } from "./tenant.ts";

function occupant(isolate: number, call: number | undefined): Occupant {
  return { tenant: {} as Tenant, isolate, call, event: `${call}`, fail: () => {} };
}

const [one, other, loading] = [occupant(1, 11), occupant(2, 12), occupant(3, undefined)];
const none = new Map<number, Occupant>();

test("whoever the sandbox named did it", () => {
  const lastWords = { isolate: 2, call: 12, reason: "catastrophe" } as const;

  expect(judge([one, other, loading], lastWords, none)).toEqual({ culprit: other, suspects: [] });
});

test("the loading of a plugin can be named, too", () => {
  const lastWords = { isolate: 3, reason: "catastrophe" } as const;

  expect(judge([one, other, loading], lastWords, none)).toEqual({ culprit: loading, suspects: [] });
});

test("whoever broke a limit before, and could not be stopped, did it", () => {
  const lastWords = { isolate: 9, call: 19, reason: "unstoppable" } as const;
  const evicted = occupant(9, 19);

  expect(judge([one, other], lastWords, new Map([[9, evicted]]))).toEqual({ culprit: evicted, suspects: [] });
});

test("without a word, whoever was alone did it", () => {
  expect(judge([one], undefined, none)).toEqual({ culprit: one, suspects: [] });
});

test("without a word, nobody knows which of several did it", () => {
  expect(judge([one, loading], undefined, none)).toEqual({ culprit: undefined, suspects: [one, loading] });
  expect(judge([], undefined, none)).toEqual({ culprit: undefined, suspects: [] });
});
