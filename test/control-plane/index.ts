/**
 * A real control plane (etcd, kube-apiserver, kube-controller-manager) for tests, and how to break what is between.
 * @module
 */
export { viewer, type ControlPlaneClient } from "./client.ts";
export { startControlPlane, type ControlPlane } from "./control-plane.ts";
export { connectControlPlane, describeControlPlane, describeWithPrograms } from "./describe.ts";
export { kubectlArguments, runKubectl } from "./kubectl.ts";
export { startProxy, type Proxy } from "./proxy.ts";
export { openResponse, send, type ApiAnswer, type ApiRequestOptions, type ApiTarget } from "./request.ts";
export { openWatch, type WatchedEvent } from "./watch.ts";
