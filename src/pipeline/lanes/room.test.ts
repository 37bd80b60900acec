import { setImmediate as settled } from "node:timers/promises";
import { expect, test } from "vitest";
import { Passage } from "../passage.ts";
import { Room } from "./room.ts";

/** A room for so many, with so many in it. */
function roomWith({ size, taken }: { readonly size: number; readonly taken: number }): Room {
  const room = new Room(size);
  for (let count = 0; count < taken; count += 1) room.take();
  return room;
}

/** Whether those who wait for space have been let go by now. */
async function areLetGo(...waiting: readonly (Promise<void> | undefined)[]): Promise<boolean[]> {
  const letGo = waiting.map(() => false);
  for (const [index, space] of waiting.entries()) void space?.then(() => (letGo[index] = true));
  await settled();
  return letGo;
}

test("it is full when as many are in it as it has room for, and nearly so with one less", () => {
  const fullness = [0, 1, 2, 3].map((taken) => {
    const { isNearlyFull, isFull } = roomWith({ size: 2, taken });
    return { isNearlyFull, isFull };
  });
  expect(fullness).toEqual([
    { isNearlyFull: false, isFull: false },
    { isNearlyFull: true, isFull: false },
    { isNearlyFull: true, isFull: true },
    { isNearlyFull: true, isFull: true },
  ]);
});

test("nobody waits while there is space", () => {
  const room = roomWith({ size: 2, taken: 1 });
  expect(room.space()).toBeUndefined();
  expect(room.isAwaited).toBe(false);
});

test("all who wait go on when there is space again, and not before", async () => {
  const room = roomWith({ size: 2, taken: 3 });
  const waiting = [room.space(), room.space()];
  expect(room.isAwaited).toBe(true);
  room.leave();
  expect(await areLetGo(...waiting)).toEqual([false, false]);
  room.leave();
  expect(await areLetGo(...waiting)).toEqual([true, true]);
  expect(room.isAwaited).toBe(false);
});

test("whoever comes when it is full again waits anew", async () => {
  const room = roomWith({ size: 1, taken: 1 });
  const before = room.space();
  room.leave();
  room.take();
  expect(await areLetGo(before, room.space())).toEqual([true, false]);
});

test("what is given up takes no space any more; who waited goes on when it has left", async () => {
  const room = roomWith({ size: 2, taken: 2 });
  const waiting = room.space();
  const passage = new Passage();
  room.leaving(passage);
  expect(room).toMatchObject({ isFull: false, isNearlyFull: true, taken: 2 });
  expect(await areLetGo(waiting)).toEqual([false]);
  room.leave(passage);
  expect(await areLetGo(waiting)).toEqual([true]);
});

test("the space of what is given up is given to another one once", () => {
  const room = roomWith({ size: 2, taken: 2 });
  const passage = new Passage();
  room.leaving(passage);
  room.leaving(passage);
  room.take();
  expect(room.isFull).toBe(true);
  room.leave(passage);
  expect(room).toMatchObject({ isFull: true, taken: 2 });
});

test("it is empty when the last one has left, or at once", async () => {
  const room = roomWith({ size: 9, taken: 2 });
  let isEmpty = false;
  void room.empty().then(() => (isEmpty = true));
  room.leave();
  await settled();
  expect(isEmpty).toBe(false);
  room.leave();
  await settled();
  expect(isEmpty).toBe(true);
  await new Room(1).empty();
});
