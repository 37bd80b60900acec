import jsonPatch, { type Operation } from "fast-json-patch";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PatchOperation } from "../../../../sdk/index.ts";
import type { EventVersion } from "../../../runtimes/handler.ts";
import { buildEvent } from "../../event/build-event.ts";
import { decideChanges } from "../../event/change.ts";
import { eventVersion } from "../../event/event-version.ts";
import { manifest, parsed, present, waiting } from "../../fixtures/observations.ts";
import { applyPatch } from "./patch.ts";

/** What survives being written as JSON: -0 does not. */
const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));

function updateVersion(): EventVersion {
  const baseline = { uid: "u1", resourceVersion: "1", json: JSON.stringify(manifest("shop", "web", "u1", 1)) };
  const [change] = decideChanges(waiting(present(2)), baseline, parsed);
  if (change === undefined) throw new Error("no change");
  return eventVersion(buildEvent(change, "prod"));
}

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

test("a patch makes the next version and leaves the one before as it was", () => {
  const before = updateVersion();
  const bytes = before.json;
  const after = applyPatch(before, [
    { op: "add", path: "/diff", value: { text: "x" } },
    { op: "replace", path: "/object/spec/replicas", value: 7 },
  ]);
  expect(after.event.data).toMatchObject({ diff: { text: "x" }, object: { spec: { replicas: 7 } } });
  expect(before.event.data).not.toHaveProperty("diff");
  expect(JSON.stringify(before.event)).toBe(bytes);
  expect(JSON.parse(after.json)).toEqual(after.event);
});

test("only what a patch touches is copied", () => {
  const before = updateVersion();
  const after = applyPatch(before, [{ op: "replace", path: "/object/metadata/labels/tier", value: "db" }]);
  expect(after.event.data.object["spec"]).toBe(before.event.data.object["spec"]);
  expect(after.event.data.oldObject).toBe(before.event.data.oldObject);
  expect(after.event.data.resource).toBe(before.event.data.resource);
});

test("an empty patch is the same version", () => {
  const version = updateVersion();
  expect(applyPatch(version, [])).toBe(version);
});

test("the value stays the plugin's own: it is not frozen, and changing it later changes nothing", () => {
  const value = { list: [1] };
  const after = applyPatch(updateVersion(), [{ op: "add", path: "/mine", value }]);
  value.list.push(2);
  expect(after.event.data["mine"]).toEqual({ list: [1] });
});

test("a later handler may take away and move what an earlier one added", () => {
  const added = applyPatch(updateVersion(), [{ op: "add", path: "/mine", value: { a: 1, b: [1, 2] } }]);
  const moved = applyPatch(added, [
    { op: "move", from: "/mine/b/0", path: "/first" },
    { op: "remove", path: "/mine/a" },
  ]);
  expect(moved.event.data).toMatchObject({ first: 1, mine: { b: [2] } });
  expect(added.event.data["mine"]).toEqual({ a: 1, b: [1, 2] });
});

describe("refused", () => {
  const rows: readonly (readonly [string, PatchOperation[]])[] = [
    ["replacing a member of the identity", [{ op: "replace", path: "/uid", value: "u9" }]],
    ["adding a namespace", [{ op: "add", path: "/namespace", value: "other" }]],
    ["taking away a member of the identity", [{ op: "remove", path: "/resource/kind" }]],
    ["moving a member of the identity away", [{ op: "move", from: "/name", path: "/mine" }]],
    ["moving onto a member of the identity", [{ op: "move", from: "/object/spec", path: "/action" }]],
    ["replacing all of the data", [{ op: "replace", path: "", value: {} }]],
    ["a path that is no pointer", [{ op: "add", path: "mine", value: 1 }]],
    ["taking the object away", [{ op: "remove", path: "/object" }]],
    ["an object that is a list", [{ op: "replace", path: "/object", value: [] }]],
    ["an object without metadata", [{ op: "remove", path: "/object/metadata" }]],
    ["an old object that is a string", [{ op: "replace", path: "/oldObject", value: "none" }]],
    ["a path through nothing", [{ op: "add", path: "/mine/deep/er", value: 1 }]],
    ["a path through what every object inherits", [{ op: "add", path: "/object/toString/x", value: 1 }]],
    ["taking away what is not there", [{ op: "remove", path: "/mine" }]],
    ["a place past a list's end", [{ op: "add", path: "/object/spec/template/containers/9", value: {} }]],
    ["the key __proto__", [{ op: "add", path: "/object/__proto__/polluted", value: 1 }]],
    ["the keys constructor and prototype", [{ op: "add", path: "/object/constructor/prototype/polluted", value: 1 }]],
    ["a test that fails", [{ op: "test", path: "/object/spec/replicas", value: 99 }]],
    ["a value that is not JSON", [{ op: "add", path: "/mine", value: () => 1 }]],
    ["no value", [{ op: "add", path: "/mine" }]],
    ["no from", [{ op: "move", path: "/mine" }]],
  ];

  test.each(rows)("%s", (_, patch) => {
    const version = updateVersion();
    const before = version.json;
    expect(() => applyPatch(version, patch)).toThrow(expect.objectContaining({ code: "KW_PATCH_REFUSED" }));
    expect(JSON.stringify(version.event)).toBe(before);
    expect(Object.prototype).not.toHaveProperty("polluted");
  });
});

test("the message names the operation, its place and the reason, in one line", () => {
  expect(() => applyPatch(updateVersion(), [{ op: "test", path: "/object/kind", value: "Pod" }])).toThrow(
    "Expected `patch[0]` (test /object/kind) to apply to event.data: Test operation failed",
  );
});

test("old and new object may be swapped for others of the shape", () => {
  const after = applyPatch(updateVersion(), [{ op: "replace", path: "/oldObject", value: null }]);
  expect(after.event.data.oldObject).toBeNull();
});

test("any patch gives what RFC 6902 says, frozen, and the version before keeps its bytes", () => {
  const pointer = fc.constantFrom(
    "/object/spec/replicas",
    "/object/spec/template",
    "/object/spec/template/containers/0",
    "/object/spec/template/containers/-",
    "/object/metadata/labels/tier",
    "/object/metadata/labels/a~1b",
    "/mine",
    "/mine/deep",
    "/oldObject/spec",
  );
  const operation = fc.oneof(
    fc.record({ op: fc.constantFrom("add", "replace", "test"), path: pointer, value: json }),
    fc.record({ op: fc.constant("remove"), path: pointer }),
    fc.record({ op: fc.constantFrom("move", "copy"), path: pointer, from: pointer }),
  ) as fc.Arbitrary<PatchOperation>;
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 6 }), (patch) => {
      const version = updateVersion();
      const before = version.json;
      const after = outcome(() => applyPatch(version, patch).event.data);
      const plain = JSON.parse(before) as { data: object };
      const expected = outcome(() => jsonPatch.applyPatch(plain.data, patch as Operation[], true).newDocument);
      expect(after ?? expected).toEqual(expected);
      expect(isDeeplyFrozen(after)).toBe(true);
      expect(JSON.stringify(version.event)).toBe(before);
    }),
  );
});

function outcome<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}
