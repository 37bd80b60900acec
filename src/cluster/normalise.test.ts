import { describe, expect, test } from "vitest";
import type { Resource } from "../../sdk/index.ts";
import { createNormalise } from "./normalise.ts";

const key = Buffer.from("key");
const secrets: Resource = { group: "", version: "v1", kind: "Secret", plural: "secrets", namespaced: true };
const ingresses: Resource = {
  group: "networking.k8s.io",
  version: "v1",
  kind: "Ingress",
  plural: "ingresses",
  namespaced: true,
};

const wholeObjects = (resource: Resource, redactionKey = key) =>
  createNormalise({ resource, redactionKey, metadataOnly: false });
const metadataOf = (resource: Resource) => createNormalise({ resource, redactionKey: key, metadataOnly: true });

describe("an object", () => {
  const metadata = { name: "web", uid: "u", managedFields: [{ manager: "kubectl" }] };

  test("has its kind and apiVersion, loses managedFields and keeps all else", () => {
    const normalised = wholeObjects(ingresses)({ metadata, spec: { futureField: 1 } });
    expect(normalised).toEqual({
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "web", uid: "u" },
      spec: { futureField: 1 },
    });
  });

  test("is the same whether it says its kind itself, as in a watch, or does not, as in a list", () => {
    const normalise = wholeObjects(ingresses);
    const watched = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata };
    expect(normalise(watched)).toEqual(normalise({ metadata }));
  });

  test("that needs no change is given back itself", () => {
    const raw = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "web" } };
    expect(wholeObjects(ingresses)(raw)).toBe(raw);
  });
});

describe("metadata alone", () => {
  test("has the kind whose it is, and nothing beside", () => {
    const partial = { apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadata" };
    const metadata = { name: "web", managedFields: [{ manager: "kubectl" }] };
    expect(metadataOf(ingresses)({ ...partial, metadata })).toEqual({
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "web" },
    });
  });

  test("is all that is left of a whole object, which a server sends that knows no other form", () => {
    const whole = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "web" }, spec: {} };
    expect(metadataOf(ingresses)(whole)).not.toHaveProperty("spec");
  });

  test("of a Secret does not show what kubectl applied", () => {
    const annotations = { "kubectl.kubernetes.io/last-applied-configuration": '{"data":{"password":"hunter2"}}' };
    expect(JSON.stringify(metadataOf(secrets)({ metadata: { name: "db", annotations } }))).not.toContain("hunter2");
  });
});

describe("a Secret", () => {
  const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";
  const secret = (password: string, uid = "u1") => ({
    metadata: { name: "db", uid, annotations: { [lastApplied]: `{"data":{"password":"${password}"}}`, note: "kept" } },
    data: { password, user: password },
    stringData: { password },
    type: "Opaque",
  });
  const normalise = wholeObjects(secrets);

  test("shows none of its values", () => {
    const text = JSON.stringify(normalise(secret("aHVudGVyMg==")));
    expect(text).not.toContain("aHVudGVyMg==");
    expect(text).toContain("kept");
    expect(text).toContain("Opaque");
  });

  test("has for each value a hash that depends on the key, the object, the path and the value, and on nothing else", () => {
    const hash = (object: unknown) => (object as { data: { password: string } }).data.password;
    const one = hash(normalise(secret("a")));
    expect(one).toMatch(/^redacted:[0-9a-f]{16}$/);
    expect(hash(normalise(secret("a")))).toBe(one);
    const { data } = normalise(secret("a")) as unknown as { data: { user: string } };
    const others = [
      hash(normalise(secret("b"))),
      hash(normalise(secret("a", "u2"))),
      hash(wholeObjects(secrets, Buffer.from("other"))(secret("a"))),
      data.user,
    ];
    expect(others).not.toContain(one);
  });

  test("of another group than the core is left as it is", () => {
    const custom = wholeObjects({ ...secrets, group: "vault.example.com" });
    expect(custom(secret("a"))).toMatchObject({ data: { password: "a" } });
  });

  test("without values stays without", () => {
    expect(normalise({ metadata: { name: "empty" } })).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "empty" },
    });
  });
});
