import type { IncomingMessage, ServerResponse } from "node:http";
import { reviewAccess } from "../access/access-review.ts";
import type { ClusterState } from "../cluster-state.ts";
import { discoveryDocument } from "./discovery.ts";
import { version } from "./documents.ts";
import { sendError, sendJson, sendText } from "./reply.ts";
import { readJsonBody } from "./request-body.ts";
import type { RequestLog } from "./request-log.ts";
import { serveResource, verbOf, type ResourceRequest } from "./resource-request.ts";
import { routeOf } from "./route.ts";

const REVIEWS_PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

/** Answers one request, whatever comes. */
export async function handleRequest(
  cluster: ClusterState,
  log: RequestLog,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const leaving = new AbortController();
  response.once("close", () => leaving.abort());
  const url = new URL(request.url ?? "/", "http://embedded");
  const asked: ResourceRequest = { request, response, query: url.searchParams, left: leaving.signal };
  const record = (verb: string) => {
    const { method = "", headers } = request;
    const query = Object.fromEntries(url.searchParams);
    log.add({ method, verb, path: url.pathname, query, userAgent: headers["user-agent"] ?? "" });
  };
  try {
    if (await serveDocument(cluster, url.pathname, asked)) return record("");
    const route = routeOf(cluster.kinds, url.pathname);
    const verb = verbOf(request.method, route, url.searchParams);
    record(verb);
    const { kind, namespace, name } = route;
    const resource = route.name !== undefined && route.subresource ? `${kind.plural}/status` : kind.plural;
    cluster.access.check({
      verb,
      group: kind.group,
      resource,
      ...(namespace !== undefined && { namespace }),
      ...(name !== undefined && { name }),
    });
    await serveResource(cluster, verb, route, asked);
  } catch (error) {
    if (!leaving.signal.aborted) sendError(response, error);
  }
}

/** Answers what is not about stored objects; false: the path is not that. */
async function serveDocument(cluster: ClusterState, path: string, asked: ResourceRequest): Promise<boolean> {
  const { request, response } = asked;
  if (path === REVIEWS_PATH && request.method === "POST") {
    sendJson(response, 201, reviewAccess(cluster.access, await readJsonBody(request)));
    return true;
  }
  if (path === "/readyz" || path === "/healthz" || path === "/livez") {
    sendText(response, 200, "ok");
    return true;
  }
  const document = path === "/version" ? version : discoveryDocument(cluster.kinds, path);
  if (document) sendJson(response, 200, document);
  return document !== undefined;
}
