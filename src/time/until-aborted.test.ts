import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { untilAborted } from "./until-aborted.ts";

test("what settles first decides", async () => {
  const controller = new AbortController();
  await expect(untilAborted(Promise.resolve(1), controller.signal)).resolves.toBe(1);
  const pending = untilAborted(new Promise(() => {}), controller.signal);
  const reason = new Error("stopped");
  controller.abort(reason);
  await expect(pending).rejects.toBe(reason);
});

test("a signal that is aborted already wins, and what fails behind it is not left unhandled", async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));
  const reason = new Error("stopped");
  await expect(untilAborted(Promise.reject(new Error("late")), AbortSignal.abort(reason))).rejects.toBe(reason);
  await nextTurn();
  expect(unhandled).toEqual([]);
});
