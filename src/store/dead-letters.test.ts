import { expect, describe, test } from "vitest";
import { buildEvent } from "../pipeline/event/build-event.ts";
import { decideChanges } from "../pipeline/event/change.ts";
import { parsed, present, waiting } from "../pipeline/fixtures/observations.ts";
import type { NewDeadLetter } from "./dead-letters.ts";
import { bothKinds, limits, storeFile } from "./fixtures/stores.ts";

function letter(name: string, firstFailedAt = 0): NewDeadLetter {
  const [change] = decideChanges(waiting(present(1, { name })), undefined, parsed);
  if (change === undefined) throw new Error("no change");
  return {
    event: buildEvent(change, "prod"),
    handler: "slack",
    error: { code: "503", message: "busy" },
    attempts: 4,
    firstFailedAt,
    lastFailedAt: firstFailedAt + 5,
    results: new Map([["log", { next: true }]]),
  };
}

describe.each(bothKinds)("dead letters of the $kind store", ({ openStore }) => {
  test("are as they were put", () => {
    const { deadLetters } = openStore();
    const id = deadLetters.add(letter("web", 7));
    expect(deadLetters.get(id)).toEqual({ id, ...letter("web", 7) });
    expect(deadLetters.stats()).toEqual({ count: 1, oldestAt: 7 });
    deadLetters.remove(id);
    expect(deadLetters.get(id)).toBeUndefined();
    expect(deadLetters.stats()).toEqual({ count: 0, oldestAt: undefined });
  });

  test("take over what has changed when a retry has failed", () => {
    const { deadLetters } = openStore();
    const id = deadLetters.add(letter("web"));
    deadLetters.get(id);
    const again = { ...letter("web"), handler: "log", attempts: 8, lastFailedAt: 99 };
    deadLetters.keepAgain(id, again);
    expect(deadLetters.get(id)).toEqual({ id, ...again });
  });

  test("are no more than the limit: the oldest make room", () => {
    const { deadLetters } = openStore();
    const ids = Array.from({ length: limits.count + 2 }, (_, index) => deadLetters.add(letter(`web-${index}`, index)));
    expect(ids.map((id) => deadLetters.get(id)?.event.subject)).toEqual([
      undefined,
      undefined,
      ...[2, 3, 4, 5, 6].map((index) => `shop/web-${index}`),
    ]);
    expect(deadLetters.stats()).toEqual({ count: limits.count, oldestAt: 2 });
  });

  test("go when they are too old", () => {
    const { deadLetters } = openStore();
    const [old, young] = [deadLetters.add(letter("old", 0)), deadLetters.add(letter("young", 500))];
    deadLetters.dropOld(limits.ageMs + 1);
    expect([deadLetters.get(old), deadLetters.get(young)?.event.subject]).toEqual([undefined, "shop/young"]);
  });
});

test("that dead letters are dropped is said in the log", () => {
  const file = storeFile();
  const { deadLetters } = file.open();
  for (let index = 0; index <= limits.count; index += 1) deadLetters.add(letter(`web-${index}`));
  deadLetters.dropOld(limits.ageMs + 1);
  expect(file.lines).toMatchObject([
    { level: "warn", message: "dead letters dropped", fields: { why: "too many", letters: 1, ids: [1] } },
    { level: "warn", message: "dead letters dropped", fields: { why: "too old", letters: 5, ids: [2, 3, 4, 5, 6] } },
  ]);
});

test("ids are never used again, not after a restart either", async () => {
  const file = storeFile();
  const before = file.open();
  before.deadLetters.add(letter("a"));
  const id = before.deadLetters.add(letter("b"));
  before.deadLetters.get(id);
  before.deadLetters.remove(id);
  await before.close();
  const after = file.open();
  expect(after.deadLetters.add(letter("c"))).toBe(id + 1);
  expect(after.deadLetters.stats().count).toBe(2);
});
