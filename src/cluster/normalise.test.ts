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

describe("an object", () => {
  const metadata = { name: "web", uid: "u", managedFields: [{ manager: "kubectl" }] };

  test("has its kind and apiVersion, loses managedFields and keeps all else", () => {
    const normalised = createNormalise(ingresses, key)({ metadata, spec: { futureField: 1 } });
    expect(normalised).toEqual({
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "web", uid: "u" },
      spec: { futureField: 1 },
    });
  });

  test("is the same whether it says its kind itself, as in a watch, or does not, as in a list", () => {
    const normalise = createNormalise(ingresses, key);
    const watched = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata };
    expect(normalise(watched)).toEqual(normalise({ metadata }));
  });

  test("that needs no change is given back itself", () => {
    const raw = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "web" } };
    expect(createNormalise(ingresses, key)(raw)).toBe(raw);
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
  const normalise = createNormalise(secrets, key);

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
      hash(createNormalise(secrets, Buffer.from("other"))(secret("a"))),
      data.user,
    ];
    expect(others).not.toContain(one);
  });

  test("of another group than the core is left as it is", () => {
    const custom = createNormalise({ ...secrets, group: "vault.example.com" }, key);
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
