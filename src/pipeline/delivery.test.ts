import { expect, test } from "vitest";
import type { KwatchmanEvent } from "../../sdk/index.ts";
import { type Course, courseOf, versionInStore } from "./fixtures/courses.ts";
import { handlerOf } from "./fixtures/handlers.ts";
import { gone, present, scope } from "./fixtures/observations.ts";
import { Passage } from "./passage.ts";

test("the baseline moves on when the last handler has returned, not before", async () => {
  const during: unknown[] = [];
  const course: Course = await courseOf([handlerOf("one", () => void during.push(versionInStore(course)))]);
  await course.deliver(present(1));
  await course.deliver(present(2));
  expect(during).toEqual([undefined, "1"]);
  expect(versionInStore(course)).toBe("2");
});

test("the baseline's text is the observed one, where it is at hand", async () => {
  const course = await courseOf([handlerOf("one", () => undefined)]);
  const json = ` ${JSON.stringify(present(1).object)}`;
  await course.deliver(present(1, { json }));
  expect(course.store.getBaseline(scope, "shop", "web")?.json).toBe(json);
  await course.deliver(present(2));
  expect(course.store.getBaseline(scope, "shop", "web")?.json).toBe(JSON.stringify(present(2).object));
});

test("the baseline moves on when a handler ends the chain", async () => {
  const course = await courseOf([handlerOf("gate", () => ({ next: false }))]);
  await course.deliver(present(1));
  expect(versionInStore(course)).toBe("1");
});

test("the baseline is the object as observed, whatever handlers patched", async () => {
  const patch = [{ op: "remove", path: "/object/spec" }];
  const course = await courseOf([handlerOf("cut", () => ({ patch }))]);
  const observation = present(1);
  await course.deliver(observation);
  expect(course.store.getBaseline(scope, "shop", "web")?.json).toBe(JSON.stringify(observation.object));
});

test("a delete takes the baseline away", async () => {
  const course = await courseOf([]);
  await course.deliver(present(1));
  await course.deliver(gone(2));
  expect(versionInStore(course)).toBeUndefined();
});

test("a recreated object is a delete, then an add, and the add's is the baseline", async () => {
  const events: KwatchmanEvent[] = [];
  const course = await courseOf([handlerOf("one", ({ event }) => void events.push(event.event))]);
  await course.deliver(present(1));
  await course.deliver(present(5, { uid: "u2" }));
  expect(events.map(({ data }) => [data.action, data.uid])).toEqual([
    ["add", "u1"],
    ["delete", "u1"],
    ["add", "u2"],
  ]);
  expect(course.store.getBaseline(scope, "shop", "web")).toMatchObject({ uid: "u2", resourceVersion: "5" });
});

test("a delivery that is given up leaves the baseline where it was", async () => {
  const passage = new Passage();
  const course = await courseOf([handlerOf("stuck", () => new Promise(() => {}))]);
  const delivered = course.deliver(present(1), passage);
  passage.giveUp();
  await expect(delivered).rejects.toThrow("The host is stopping");
  expect(versionInStore(course)).toBeUndefined();
  expect(course.letters).toEqual([]);
});
