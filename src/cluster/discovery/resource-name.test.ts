import { expect, test } from "vitest";
import { parseResourceName } from "./resource-name.ts";

test.each([
  ["Deployment", undefined, { name: "deployment", group: undefined, version: undefined }],
  ["deploy", undefined, { name: "deploy", group: undefined, version: undefined }],
  ["Widget.example.com", undefined, { name: "widget", group: "example.com", version: undefined }],
  ["widgets.v1beta1.example.com", undefined, { name: "widgets", group: "example.com", version: "v1beta1" }],
  ["Ingress", "networking.k8s.io/v1", { name: "ingress", group: "networking.k8s.io", version: "v1" }],
  ["Pod", "v1", { name: "pod", group: "", version: "v1" }],
])("%s with apiVersion %s", (kind, apiVersion, expected) => {
  expect(parseResourceName(kind, apiVersion)).toMatchObject(expected);
});
