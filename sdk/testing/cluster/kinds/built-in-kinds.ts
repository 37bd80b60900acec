import type { JsonObject } from "../json-object.ts";
import { qualifiedName, type ServedKind } from "./served-kind.ts";

interface Traits {
  readonly shortNames?: readonly string[];
  readonly clusterScoped?: true;
  readonly counted?: true;
  /** Present where the kind has a status subresource. */
  readonly status?: JsonObject;
}

const core = { group: "", version: "v1" };
const apps = { group: "apps", version: "v1" };
const batch = { group: "batch", version: "v1" };
const networking = { group: "networking.k8s.io", version: "v1" };
const rbac = { group: "rbac.authorization.k8s.io", version: "v1" };

/** The kinds every embedded cluster serves unless it is told to leave some out. */
export const builtInKinds: readonly ServedKind[] = [
  kind(core, "ConfigMap", "configmaps", { shortNames: ["cm"] }),
  kind(core, "Event", "events", { shortNames: ["ev"] }),
  kind(core, "Namespace", "namespaces", { shortNames: ["ns"], clusterScoped: true, status: { phase: "Active" } }),
  kind(core, "Node", "nodes", { shortNames: ["no"], clusterScoped: true, status: {} }),
  kind(core, "PersistentVolumeClaim", "persistentvolumeclaims", { shortNames: ["pvc"], status: { phase: "Pending" } }),
  kind(core, "Pod", "pods", { shortNames: ["po"], status: { phase: "Pending" } }),
  kind(core, "Secret", "secrets"),
  kind(core, "Service", "services", { shortNames: ["svc"], status: { loadBalancer: {} } }),
  kind(core, "ServiceAccount", "serviceaccounts", { shortNames: ["sa"] }),
  kind(apps, "DaemonSet", "daemonsets", { shortNames: ["ds"], counted: true, status: {} }),
  kind(apps, "Deployment", "deployments", { shortNames: ["deploy"], counted: true, status: {} }),
  kind(apps, "ReplicaSet", "replicasets", { shortNames: ["rs"], counted: true, status: { replicas: 0 } }),
  kind(apps, "StatefulSet", "statefulsets", { shortNames: ["sts"], counted: true, status: { replicas: 0 } }),
  kind(batch, "CronJob", "cronjobs", { shortNames: ["cj"], counted: true, status: {} }),
  kind(batch, "Job", "jobs", { counted: true, status: {} }),
  kind(networking, "Ingress", "ingresses", { shortNames: ["ing"], counted: true, status: { loadBalancer: {} } }),
  kind(networking, "NetworkPolicy", "networkpolicies", { shortNames: ["netpol"], counted: true }),
  kind(rbac, "ClusterRole", "clusterroles", { clusterScoped: true }),
  kind(rbac, "ClusterRoleBinding", "clusterrolebindings", { clusterScoped: true }),
  kind(rbac, "Role", "roles"),
  kind(rbac, "RoleBinding", "rolebindings"),
  kind({ group: "coordination.k8s.io", version: "v1" }, "Lease", "leases"),
  kind({ group: "apiextensions.k8s.io", version: "v1" }, "CustomResourceDefinition", "customresourcedefinitions", {
    shortNames: ["crd", "crds"],
    clusterScoped: true,
    counted: true,
    status: {},
  }),
];

/** Ingress under its first name: the same objects as networking.k8s.io's. */
export const legacyIngress: ServedKind = {
  ...kind({ group: "extensions", version: "v1beta1" }, "Ingress", "ingresses", {
    shortNames: ["ing"],
    counted: true,
    status: { loadBalancer: {} },
  }),
  storage: "ingresses.networking.k8s.io",
};

function kind(of: { group: string; version: string }, name: string, plural: string, traits: Traits = {}): ServedKind {
  return {
    ...of,
    kind: name,
    plural,
    singular: name.toLowerCase(),
    shortNames: traits.shortNames ?? [],
    namespaced: !traits.clusterScoped,
    statusSubresource: traits.status !== undefined,
    ...(traits.status && { initialStatus: traits.status }),
    counted: traits.counted ?? false,
    custom: false,
    storage: qualifiedName({ group: of.group, plural }),
  };
}
