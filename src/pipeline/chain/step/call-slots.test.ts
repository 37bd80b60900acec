import { expect, test } from "vitest";
import { CallSlots } from "./call-slots.ts";

const { signal } = new AbortController();

test("more may be under way at once when there are more slots", async () => {
  const slots = new CallSlots(1);
  void slots.take(signal);
  const second = slots.take(signal);
  const third = slots.take(signal);

  slots.resize(3);

  await expect(Promise.all([second, third])).resolves.toHaveLength(2);
});

test("when there are fewer, as many as there were have to end first", async () => {
  const slots = new CallSlots(3);
  for (let taken = 0; taken < 3; taken += 1) void slots.take(signal);
  slots.resize(1);
  const next = slots.take(signal);
  let isTaken = false;
  void next?.then(() => (isTaken = true));

  slots.giveBack();
  slots.giveBack();
  await Promise.resolve();
  expect(isTaken).toBe(false);

  slots.giveBack();
  await next;
  expect(isTaken).toBe(true);
});

test("who is given up has no turn, whether before or while it waits", async () => {
  const slots = new CallSlots(1);
  void slots.take(signal);
  const controller = new AbortController();
  const during = slots.take(controller.signal);
  const next = slots.take(signal);
  controller.abort(new Error("given up"));
  await expect(during).rejects.toThrow("given up");
  await expect(slots.take(controller.signal)).rejects.toThrow("given up");
  slots.giveBack();
  await next;
});
