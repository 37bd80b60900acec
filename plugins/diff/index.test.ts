import type { KwatchmanEvent } from "kwatchman/sdk";
import { callContext, deploymentEvent, secretEvent } from "kwatchman/sdk/testing";
import { expect, test } from "vitest";
import diff from "./index.ts";

function handle(event: KwatchmanEvent, ignore: readonly string[] = []): unknown {
  return diff.handle(event, callContext({ ignore }));
}

const newImage = deploymentEvent({
  change: ({ spec }) => {
    for (const container of spec.template.spec.containers.slice(0, 1))
      container.image = "registry.example/shop/web:1.28";
  },
});

test("a difference joins the event as changes and text", () => {
  expect(handle(newImage)).toEqual({
    patch: [
      {
        op: "add",
        path: "/diff",
        value: {
          changes: [
            {
              op: "replace",
              path: "/spec/template/spec/containers/0/image",
              value: "registry.example/shop/web:1.28",
              oldValue: "registry.example/shop/web:1.27",
            },
          ],
          text: [
            "@@ spec.template.spec.containers[web] @@",
            "-  image: registry.example/shop/web:1.27",
            "+  image: registry.example/shop/web:1.28",
          ].join("\n"),
        },
      },
    ],
  });
});

test("only status changed: the chain ends and says so", () => {
  const event = deploymentEvent({
    change: ({ metadata, status }) => {
      metadata.resourceVersion = "918274";
      status.readyReplicas = 2;
    },
  });
  expect(handle(event)).toEqual({ next: false, reason: "only status changed" });
});

test.each<[string, Parameters<typeof deploymentEvent>[0]]>([
  ["nothing", {}],
  ["the version", { change: ({ metadata }) => void (metadata.resourceVersion = "918274") }],
  ["the generation", { change: ({ metadata }) => void (metadata.generation = 5) }],
  ["managed fields", { change: ({ metadata }) => void Object.assign(metadata, { managedFields: [{}] }) }],
  [
    "the revision and status",
    {
      change: ({ metadata, status }) => {
        metadata.annotations["deployment.kubernetes.io/revision"] = "5";
        status.replicas = 4;
      },
    },
  ],
  [
    "what kubectl applied last",
    {
      change: ({ metadata }) => {
        metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"] = "{}";
      },
    },
  ],
  [
    "noise where there were no annotations at all",
    { change: ({ metadata }) => void Reflect.deleteProperty(metadata, "annotations") },
  ],
])("no difference: %s changed", (_, fixture) => {
  expect(handle(deploymentEvent(fixture))).toEqual({ next: false, reason: "no difference" });
});

test("a path that the user ignores is no difference", () => {
  expect(handle(newImage, ["/spec/template/spec/containers/0/image"])).toMatchObject({ next: false });
  expect(handle(newImage, ["/spec/template/spec/containers/*/image"])).toMatchObject({ next: false });
  expect(handle(newImage, ["/spec/*"])).toMatchObject({ next: false });
  expect(handle(newImage, ["/spec/template/spec/containers/1/image", "/spec/replicas"])).toHaveProperty("patch");
});

test("an ignored path may have a slash in a key, and a label there is no difference even as the first one", () => {
  const event = deploymentEvent({
    change: ({ metadata }) => {
      metadata.annotations["example.com/seen"] = "now";
      Object.assign(metadata, { finalizers: ["a"] });
    },
  });
  expect(handle(event, ["/metadata/annotations/example.com~1seen", "/metadata/finalizers"])).toEqual({
    next: false,
    reason: "no difference",
  });
});

test("an empty object that was added is a difference", () => {
  const event = deploymentEvent({ change: ({ spec }) => void Object.assign(spec, { paused: {} }) });
  expect(handle(event)).toHaveProperty("patch.0.value.changes", [{ op: "add", path: "/spec/paused", value: {} }]);
});

test("the first annotation of a person's is added by itself, not with the whole of the annotations", () => {
  const event = deploymentEvent({ change: ({ metadata }) => void (metadata.annotations["team"] = "a") });
  expect(handle(event)).toHaveProperty("patch.0.value.changes", [
    { op: "add", path: "/metadata/annotations/team", value: "a" },
  ]);
});

test("a rotated secret shows as redacted values", () => {
  const event = secretEvent({ change: ({ data }) => void (data["token"] = "redacted:fedcba9876543210") });
  expect(handle(event)).toHaveProperty(
    "patch.0.value.text",
    "@@ data @@\n-  token: redacted:0123456789abcdef\n+  token: redacted:fedcba9876543210",
  );
});

test("adds and deletes pass as they are", () => {
  expect(handle(deploymentEvent({ action: "add" }))).toBeUndefined();
  expect(handle(deploymentEvent({ action: "add", missed: true }))).toBeUndefined();
  expect(handle(deploymentEvent({ action: "delete" }))).toBeUndefined();
});

test("an object of the first list ends the chain", () => {
  expect(handle(deploymentEvent({ action: "add", initial: true }))).toEqual({
    next: false,
    reason: "in the first list",
  });
});
