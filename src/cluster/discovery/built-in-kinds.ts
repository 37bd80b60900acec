import type { Resource } from "../../../sdk/index.ts";

/** A kind that Kubernetes brings, whatever its version. */
export interface BuiltInKind extends Pick<Resource, "group" | "plural" | "namespaced"> {
  /** All it may be called, in lower case: kind, plural, short names. */
  readonly names: readonly string[];
}

const inNamespaces = true;
const clusterWide = false;

/**
 * Every kind of Kubernetes' own that can be listed and watched, for whoever may not ask a cluster. In the order in which
 * a bare name is looked for. The chart has a copy of it.
 */
export const builtInKinds: readonly BuiltInKind[] = [
  ...kinds("", inNamespaces, [
    "configmap configmaps cm",
    "endpoints endpoints ep",
    "event events ev",
    "limitrange limitranges limits",
    "persistentvolumeclaim persistentvolumeclaims pvc",
    "pod pods po",
    "podtemplate podtemplates",
    "replicationcontroller replicationcontrollers rc",
    "resourcequota resourcequotas quota",
    "secret secrets",
    "serviceaccount serviceaccounts sa",
    "service services svc",
  ]),
  ...kinds("", clusterWide, ["namespace namespaces ns", "node nodes no", "persistentvolume persistentvolumes pv"]),
  ...kinds("apps", inNamespaces, [
    "controllerrevision controllerrevisions",
    "daemonset daemonsets ds",
    "deployment deployments deploy",
    "replicaset replicasets rs",
    "statefulset statefulsets sts",
  ]),
  ...kinds("batch", inNamespaces, ["cronjob cronjobs cj", "job jobs"]),
  ...kinds("autoscaling", inNamespaces, ["horizontalpodautoscaler horizontalpodautoscalers hpa"]),
  ...kinds("policy", inNamespaces, ["poddisruptionbudget poddisruptionbudgets pdb"]),
  ...kinds("policy", clusterWide, ["podsecuritypolicy podsecuritypolicies psp"]),
  ...kinds("networking.k8s.io", inNamespaces, ["ingress ingresses ing", "networkpolicy networkpolicies netpol"]),
  ...kinds("networking.k8s.io", clusterWide, [
    "ingressclass ingressclasses",
    "ipaddress ipaddresses ip",
    "servicecidr servicecidrs",
  ]),
  ...kinds("rbac.authorization.k8s.io", inNamespaces, ["rolebinding rolebindings", "role roles"]),
  ...kinds("rbac.authorization.k8s.io", clusterWide, [
    "clusterrolebinding clusterrolebindings",
    "clusterrole clusterroles",
  ]),
  ...kinds("storage.k8s.io", inNamespaces, ["csistoragecapacity csistoragecapacities"]),
  ...kinds("storage.k8s.io", clusterWide, [
    "csidriver csidrivers",
    "csinode csinodes",
    "storageclass storageclasses sc",
    "volumeattachment volumeattachments",
    "volumeattributesclass volumeattributesclasses vac",
  ]),
  ...kinds("apiextensions.k8s.io", clusterWide, ["customresourcedefinition customresourcedefinitions crd crds"]),
  ...kinds("admissionregistration.k8s.io", clusterWide, [
    "mutatingadmissionpolicy mutatingadmissionpolicies",
    "mutatingadmissionpolicybinding mutatingadmissionpolicybindings",
    "mutatingwebhookconfiguration mutatingwebhookconfigurations",
    "validatingadmissionpolicy validatingadmissionpolicies",
    "validatingadmissionpolicybinding validatingadmissionpolicybindings",
    "validatingwebhookconfiguration validatingwebhookconfigurations",
  ]),
  ...kinds("apiregistration.k8s.io", clusterWide, ["apiservice apiservices"]),
  ...kinds("certificates.k8s.io", clusterWide, [
    "certificatesigningrequest certificatesigningrequests csr",
    "clustertrustbundle clustertrustbundles",
  ]),
  ...kinds("certificates.k8s.io", inNamespaces, ["podcertificaterequest podcertificaterequests"]),
  ...kinds("coordination.k8s.io", inNamespaces, ["leasecandidate leasecandidates", "lease leases"]),
  ...kinds("discovery.k8s.io", inNamespaces, ["endpointslice endpointslices"]),
  ...kinds("events.k8s.io", inNamespaces, ["event events ev"]),
  ...kinds("flowcontrol.apiserver.k8s.io", clusterWide, [
    "flowschema flowschemas",
    "prioritylevelconfiguration prioritylevelconfigurations",
  ]),
  ...kinds("node.k8s.io", clusterWide, ["runtimeclass runtimeclasses"]),
  ...kinds("resource.k8s.io", inNamespaces, [
    "resourceclaim resourceclaims",
    "resourceclaimtemplate resourceclaimtemplates",
  ]),
  ...kinds("resource.k8s.io", clusterWide, ["deviceclass deviceclasses", "resourceslice resourceslices"]),
  ...kinds("scheduling.k8s.io", clusterWide, ["priorityclass priorityclasses pc"]),
  ...kinds("storagemigration.k8s.io", clusterWide, ["storageversionmigration storageversionmigrations"]),
  ...kinds("extensions", inNamespaces, ["ingress ingresses ing"]),
];

/** Each row is a kind, its plural and its short names. */
function kinds(group: string, namespaced: boolean, rows: readonly string[]): BuiltInKind[] {
  return rows.map((row) => {
    const names = row.split(" ");
    return { group, plural: names[1] ?? "", namespaced, names: [...new Set(names)] };
  });
}

/** The kind of that name, in that group if one is given. */
export function findBuiltInKind(name: string, group: string | undefined): BuiltInKind | undefined {
  return builtInKinds.find((kind) => kind.names.includes(name) && (group === undefined || kind.group === group));
}
