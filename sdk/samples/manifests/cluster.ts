import { clusterMetadata, metadata } from "./metadata.ts";

/** A Node that is ready. */
export function node() {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: clusterMetadata("node-1"),
    spec: { podCIDR: "10.244.1.0/24", unschedulable: false },
    status: {
      capacity: { cpu: "4", memory: "16Gi", pods: "110" },
      conditions: [{ type: "Ready", status: "True", reason: "KubeletReady" }],
    },
  };
}

/** A Namespace in use. */
export function namespace() {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: clusterMetadata("shop"),
    spec: { finalizers: ["kubernetes"] },
    status: { phase: "Active" },
  };
}

/** An object of a kind that a CustomResourceDefinition brings. */
export function widget() {
  return {
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: metadata("gear"),
    spec: { size: 3, colour: "green" },
    status: { phase: "Ready" },
  };
}
