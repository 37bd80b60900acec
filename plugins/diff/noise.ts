/** JSON Pointers to what changes without anybody having changed anything. */
export const noise = [
  "/status",
  "/metadata/resourceVersion",
  "/metadata/generation",
  "/metadata/managedFields",
  "/metadata/annotations/deployment.kubernetes.io~1revision",
  "/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration",
];
