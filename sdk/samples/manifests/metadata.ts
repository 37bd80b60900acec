/** What every object in the fixtures has in common. */
export function metadata(name: string) {
  return {
    name,
    namespace: "shop",
    uid: `5f0c9a52-1d5e-4c6b-9d0e-${name.padStart(12, "0").slice(-12)}`,
    resourceVersion: "918273",
    generation: 4,
    creationTimestamp: "2026-11-01T09:30:00Z",
    labels: { app: "web", tier: "web" } as Record<string, string>,
    annotations: { "deployment.kubernetes.io/revision": "4" } as Record<string, string>,
  };
}

/** The same of an object without a namespace. */
export function clusterMetadata(name: string) {
  const { namespace: _, ...rest } = metadata(name);
  return rest;
}
