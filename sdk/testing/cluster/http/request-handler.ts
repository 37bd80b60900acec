import type { IncomingMessage, ServerResponse } from "node:http";
import type { ClusterState } from "../cluster-state.ts";
import { serveDocument } from "./documents.ts";
import { sendError } from "./reply.ts";
import type { RequestLog } from "./request-log.ts";
import { serveResource, verbOf, type ResourceRequest } from "./resource-request.ts";
import { routeOf, type Route } from "./route.ts";

/** Answers one request, whatever comes. */
export async function handleRequest(
  cluster: ClusterState,
  log: RequestLog,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const leaving = new AbortController();
  response.once("close", () => leaving.abort());
  try {
    const url = new URL(`http://embedded${request.url}`);
    const asked = { request, response, query: url.searchParams, left: leaving.signal };
    const record = (verb: string) => log.add(recordOf(url, verb, request));
    if (await serveDocument(cluster, url.pathname, asked)) record("");
    else await serveRoute(cluster, routeOf(cluster.kinds, url.pathname), asked, record);
  } catch (error) {
    if (!leaving.signal.aborted) sendError(response, error);
  }
}

async function serveRoute(
  cluster: ClusterState,
  route: Route,
  asked: ResourceRequest,
  record: (verb: string) => void,
): Promise<void> {
  const verb = verbOf(asked.request.method, route, asked.query);
  record(verb);
  const { kind, namespace, name } = route;
  const isStatus = route.name !== undefined && route.subresource !== undefined;
  cluster.access.check({
    verb,
    group: kind.group,
    resource: isStatus ? `${kind.plural}/status` : kind.plural,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
  });
  await serveResource(cluster, verb, route, asked);
}

function recordOf(url: URL, verb: string, { method = "", headers }: IncomingMessage) {
  const query = Object.fromEntries(url.searchParams);
  return { method, verb, path: url.pathname, query, userAgent: headers["user-agent"] ?? "" };
}
