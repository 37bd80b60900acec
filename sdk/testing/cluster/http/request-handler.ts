import type { IncomingMessage, ServerResponse } from "node:http";
import type { Attempt } from "../access/access-rules.ts";
import type { ClusterState } from "../cluster-state.ts";
import { serveDocument } from "./documents.ts";
import { sendError } from "./reply.ts";
import type { RequestLog } from "./request-log.ts";
import { serveResource, verbOf, type Verb } from "./resource-request.ts";
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
    const record = log.add(request, url);
    const asked = { request, response, query: url.searchParams, left: leaving.signal };
    if (await serveDocument(cluster, url.pathname, asked)) return;
    const route = routeOf(cluster.kinds, url.pathname);
    const verb = verbOf(request.method, route, url.searchParams);
    record.verb = verb;
    cluster.access.check(attemptOf(verb, route));
    await serveResource(cluster, verb, route, asked);
  } catch (error) {
    if (!leaving.signal.aborted) sendError(response, error);
  }
}

function attemptOf(verb: Verb, route: Route): Attempt {
  const { kind, namespace, name } = route;
  const isStatus = route.name !== undefined && route.subresource !== undefined;
  return {
    verb,
    group: kind.group,
    resource: isStatus ? `${kind.plural}/status` : kind.plural,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
  };
}
