/**
 * A real control plane (etcd, kube-apiserver, kube-controller-manager) for tests.
 * @module
 */
export type { TokenUser } from "./api-server.ts";
export { viewer, type ControlPlaneClient, type ControlPlaneFacts, type KubeconfigVariation } from "./client.ts";
export { startControlPlane, type ControlPlane, type ControlPlaneOptions } from "./control-plane.ts";
export { connectControlPlane, describeControlPlane, describeWithPrograms } from "./describe.ts";
export { kubectlArguments, runKubectl } from "./kubectl.ts";
export { startProxy, type Proxy } from "./proxy.ts";
export { openResponse, send, type ApiAnswer, type ApiRequestOptions, type ApiTarget } from "./request.ts";
export { openWatch, type OpenWatch, type WatchedEvent, type WatchedObject } from "./watch.ts";
