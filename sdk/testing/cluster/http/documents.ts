import { reviewAccess } from "../access/access-review.ts";
import type { ClusterState } from "../cluster-state.ts";
import { discoveryDocument } from "./discovery.ts";
import { sendBytes, sendJson } from "./reply.ts";
import { readJsonBody } from "./request-body.ts";
import type { ResourceRequest } from "./resource-request.ts";

const VERSION = { major: "1", minor: "34", gitVersion: "v1.34.0-embedded" };
const HEALTH = new Set(["/healthz", "/livez", "/readyz"]);
const REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

/** Answers what is not about stored objects; false: the path is not that. */
export async function serveDocument(cluster: ClusterState, path: string, asked: ResourceRequest): Promise<boolean> {
  const { request, response } = asked;
  if (path === REVIEWS && request.method === "POST") {
    sendJson(response, 201, reviewAccess(cluster.access, await readJsonBody(request)));
    return true;
  }
  if (HEALTH.has(path)) {
    sendBytes(response, 200, "text/plain; charset=utf-8", "ok");
    return true;
  }
  if (path === "/openapi/v2") {
    // An empty protobuf message: a document without schemas, so that `kubectl create -f` finds nothing to object to.
    sendBytes(response, 200, "application/octet-stream", "");
    return true;
  }
  const document = path === "/version" ? VERSION : discoveryDocument(cluster.kinds, path);
  if (document) sendJson(response, 200, document);
  return document !== undefined;
}
