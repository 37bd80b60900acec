import { expect, test } from "vitest";
import type { Resource } from "../../../sdk/index.ts";
import type { Observation } from "../../pipeline/observation.ts";
import { systemClock } from "../../time/clock.ts";
import { createNormalise } from "../normalise.ts";
import { createHandOn } from "./hand-on.ts";
import { KnownVersions } from "./known-versions.ts";
import { versionOf } from "./raw-object.ts";

const secrets: Resource = { group: "", version: "v1", kind: "Secret", plural: "secrets", namespaced: true };
const configMaps: Resource = { group: "", version: "v1", kind: "ConfigMap", plural: "configmaps", namespaced: true };

/** What the sink is given when a watch tells of this object. */
function handedOn(resource: Resource, json: string): Observation | undefined {
  const observations: Observation[] = [];
  const handOn = createHandOn({
    sink: {
      observe: (observation) => void observations.push(observation),
      listed: () => Promise.resolve(),
    },
    scope: { cluster: "c1", entry: "all", namespace: "*" },
    resource,
    known: new KnownVersions(),
    normalise: createNormalise({ resource, redactionKey: Buffer.from("key"), metadataOnly: false }),
    clock: systemClock,
    log: console,
  });
  const raw = JSON.parse(json);
  void handOn({ state: "present", version: versionOf(raw), raw, json, initial: false, missed: false });
  return observations[0];
}

function textOf(kind: string, metadata: object): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind,
    metadata: { name: "db", ...metadata },
    data: { password: "hunter2" },
  });
}

test("an object that is handed on as it came keeps its text", () => {
  const json = textOf("ConfigMap", {});
  expect(handedOn(configMaps, json)).toMatchObject({ object: JSON.parse(json), json });
});

test("a Secret's text is not handed on", () => {
  const observation = handedOn(secrets, textOf("Secret", {}));
  expect(observation?.json).toBeUndefined();
  expect(JSON.stringify(observation)).not.toContain("hunter2");
});

test("neither is a text that has managedFields, or lacks the kind", () => {
  expect(handedOn(configMaps, textOf("ConfigMap", { managedFields: [] }))?.json).toBeUndefined();
  expect(handedOn(configMaps, '{"metadata":{"name":"db"}}')?.json).toBeUndefined();
});
