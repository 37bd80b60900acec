import { describe, expect, test } from "vitest";
import { chooseResource } from "./choose-resource.ts";
import type { GroupDocuments } from "./group-documents.ts";
import { parseResourceName } from "./resource-name.ts";
import { readResourceList } from "./served-resource.ts";

const verbs = ["get", "list", "watch"];

/** A group with one version and these resources, by plural. */
function group(name: string, resources: Record<string, object>, failure?: string, version = "v1"): GroupDocuments {
  const raw = Object.entries(resources).map(([plural, members]) => Object.assign({ name: plural, verbs }, members));
  return { group: name, resources: readResourceList(name, version, { resources: raw }), failure };
}

const core = group("", {
  pods: { kind: "Pod", namespaced: true, singularName: "", shortNames: ["po"] },
  "namespaces/status": { kind: "Namespace" },
  namespaces: { kind: "Namespace" },
  bindings: { kind: "Binding", verbs: ["create"] },
});
const ingress = { ingresses: { kind: "Ingress", namespaced: true, shortNames: ["ing"] } };
const choose = (name: string, ...groups: GroupDocuments[]) =>
  chooseResource(parseResourceName(name, undefined), groups);

describe("a name", () => {
  test.each(["pod", "Pods", "PO"])("%s may be kind, plural or short name in any case", (name) => {
    const resource = { group: "", version: "v1", kind: "Pod", plural: "pods", namespaced: true };
    expect(choose(name, core)).toEqual({ state: "resolved", resource, others: [] });
  });

  test("never stands for a subresource, though it shares its kind", () => {
    expect(choose("namespace", core)).toMatchObject({ resource: { plural: "namespaces" }, others: [] });
  });

  test("served by several groups is the core's, then a built-in group's, extensions' last of them, then a custom one's", () => {
    const custom = group("a.example.com", ingress);
    const extensions = group("extensions", ingress, undefined, "v1beta1");
    const networking = group("networking.k8s.io", ingress);
    const groupOf = (...groups: GroupDocuments[]) => {
      const choice = choose("ing", ...groups);
      return choice.state === "resolved" ? [choice.resource.group, ...choice.others.map((other) => other.group)] : [];
    };
    expect(groupOf(custom, extensions, networking)).toEqual(["networking.k8s.io", "extensions", "a.example.com"]);
    expect(groupOf(custom, extensions)).toEqual(["extensions", "a.example.com"]);
    expect(groupOf(group("b.example.com", ingress), custom)).toEqual(["b.example.com", "a.example.com"]);
  });

  test("that cannot be listed and watched is said to be so, with what it allows", () => {
    expect(choose("binding", core)).toEqual({
      state: "unwatchable",
      message: "bindings cannot be listed and watched, it allows only create",
    });
  });

  test("that nobody serves is absent, and the nearest are shown", () => {
    expect(choose("ingresss", core, group("networking.k8s.io", ingress))).toEqual({
      state: "absent",
      message: 'the API server knows no kind "ingresss"; did you mean Ingress?',
    });
    expect(choose("xylophone", core)).toMatchObject({ message: 'the API server knows no kind "xylophone"' });
  });
});

describe("a group that cannot be asked", () => {
  const broken = (name: string) => group(name, {}, `/apis/${name}/v1: service unavailable (503)`);

  test("leaves an absent name unknown: it is never taken for absent", () => {
    expect(choose("widget", core, broken("metrics.k8s.io"))).toEqual({
      state: "unknown",
      reason: "/apis/metrics.k8s.io/v1: service unavailable (503)",
    });
  });

  test("does not stand in the way of what others serve", () => {
    expect(choose("pod", core, broken("metrics.k8s.io"))).toMatchObject({ state: "resolved" });
    expect(choose("ing", group("a.example.com", ingress), broken("b.example.com"))).toMatchObject({
      state: "resolved",
    });
  });

  test("leaves a name unknown that it would take precedence for", () => {
    expect(choose("ing", group("a.example.com", ingress), broken("networking.k8s.io"))).toMatchObject({
      state: "unknown",
    });
  });
});
