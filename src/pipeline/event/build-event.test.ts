import { Ajv } from "ajv";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { EventSchema } from "../../../sdk/event-schema.ts";
import { deployments, gone, manifest, parsed, present, waiting } from "../fixtures/observations.ts";
import type { Observation } from "../observation.ts";
import { buildEvent } from "./build-event.ts";
import { decideChanges, type Change } from "./change.ts";

function changeOf(observation: Observation, lastSeen?: number): Change {
  const { namespace, name, uid } = observation;
  const json = JSON.stringify(manifest(namespace, name, uid, lastSeen ?? 0));
  const baseline = lastSeen === undefined ? undefined : { uid, resourceVersion: String(lastSeen), json };
  const [change] = decideChanges(waiting(observation), baseline, parsed);
  if (change === undefined) throw new Error("no change");
  return change;
}

test("an event is what the contract's schema says", () => {
  const validate = new Ajv().compile(EventSchema);
  for (const change of [changeOf(present(2)), changeOf(present(2), 1), changeOf(gone(2), 1)]) {
    validate(buildEvent(change, "prod"));
    expect(validate.errors).toBeNull();
  }
});

test("source names cluster, group, version and plural, percent-encoded", () => {
  expect(buildEvent(changeOf(present(1)), "prod/eu 1")).toMatchObject({
    source: "/clusters/prod%2Feu%201/apis/apps/v1/deployments",
    type: "dev.kwatchman.resource.add.v1",
    subject: "shop/web",
    time: "2026-11-22T07:00:00.000Z",
  });
});

test("a core kind's source has no group", () => {
  const resource = { ...deployments, group: "", kind: "ConfigMap", plural: "configmaps" };
  expect(buildEvent(changeOf(present(1, { resource })), "prod").source).toBe("/clusters/prod/api/v1/configmaps");
});

test("an object of a cluster-scoped kind has no namespace", () => {
  const event = buildEvent(changeOf(present(1, { namespace: "" })), "prod");
  expect(event.subject).toBe("web");
  expect(event.data).not.toHaveProperty("namespace");
});

test("nothing of an event can be changed", () => {
  const { data } = buildEvent(changeOf(present(2), 1), "prod");
  expect(() => Object.assign(data.object.metadata, { name: "other" })).toThrow(TypeError);
  expect(() => Object.assign(data.oldObject?.metadata.labels ?? {}, { tier: "db" })).toThrow(TypeError);
  expect(() => Object.assign(data, { extra: 1 })).toThrow(TypeError);
});

test("a delete has the same id whether a watch or a list found it", () => {
  const watched = buildEvent(changeOf(gone(9), 5), "prod");
  const listed = buildEvent(changeOf(gone(5, { object: null, missed: true }), 5), "prod");
  expect(watched.id).toBe(listed.id);
});

test("equal changes have equal ids, different ones do not, and no id has a dot", () => {
  const facts = fc.record({
    cluster: fc.constantFrom("a", "b"),
    uid: fc.constantFrom("u1", "u2"),
    resourceVersion: fc.integer({ min: 2, max: 9 }),
    action: fc.constantFrom("add", "update", "delete"),
  });
  const idOf = ({ cluster, uid, resourceVersion, action }: typeof facts extends fc.Arbitrary<infer T> ? T : never) => {
    const differing = { uid, scope: { cluster, entry: "deployment", namespace: "*" }, seenAt: Math.random() * 1e12 };
    const lastSeen = action === "add" ? undefined : action === "update" ? 1 : resourceVersion;
    const observation = action === "delete" ? gone(99, differing) : present(resourceVersion, differing);
    return buildEvent(changeOf(observation, lastSeen), "prod").id;
  };
  fc.assert(
    fc.property(facts, facts, (one, other) => {
      expect(idOf(one)).not.toContain(".");
      expect(idOf(one) === idOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
  );
});
