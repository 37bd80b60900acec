/** The groups that Kubernetes itself serves, in the order in which a bare name is looked for. "" is the core group. */
const builtInGroups: readonly string[] = [
  "",
  "apps",
  "batch",
  "autoscaling",
  "policy",
  "networking.k8s.io",
  "rbac.authorization.k8s.io",
  "storage.k8s.io",
  "apiextensions.k8s.io",
  "admissionregistration.k8s.io",
  "apiregistration.k8s.io",
  "auditregistration.k8s.io",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "internal.apiserver.k8s.io",
  "node.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "settings.k8s.io",
  "storagemigration.k8s.io",
  // Where much of the above began: what it still serves is better found elsewhere.
  "extensions",
];

export function isBuiltInGroup(group: string): boolean {
  return builtInGroups.includes(group);
}

/** The lower, the sooner a group's kind is taken for a name that several groups serve. Custom groups share the last place. */
export function rankOfGroup(group: string): number {
  const place = builtInGroups.indexOf(group);
  return place === -1 ? builtInGroups.length : place;
}
