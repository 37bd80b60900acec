import type { IncomingMessage, ServerResponse } from "node:http";
import type { ClusterState } from "../cluster-state.ts";
import { servedObject } from "../kinds/served-object.ts";
import { list } from "../reads/list.ts";
import { readRevision } from "../reads/resource-version.ts";
import { tooOld, watch } from "../reads/watch.ts";
import { selectionOf } from "../selection/selection.ts";
import { badRequest, methodNotAllowed } from "../status-error.ts";
import { createObject } from "../writes/create-object.ts";
import { deleteObject, deletionStatus } from "../writes/delete-object.ts";
import { existingObject, type ObjectTarget } from "../writes/object-target.ts";
import { patchObject } from "../writes/patch-object.ts";
import { updateObject } from "../writes/replace-object.ts";
import { sendJson, sendStream } from "./reply.ts";
import { mediaTypeOf, readBody, readJsonBody } from "./request-body.ts";
import type { CollectionRoute, Route } from "./route.ts";
import { listText } from "./list-text.ts";
import { inForm, objectFormOf } from "./object-form.ts";
import { watchText } from "./watch-text.ts";

/** One request about resources, and where its answer goes. */
export interface ResourceRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** Aborted when the client has left. */
  readonly left: AbortSignal;
}

export type Verb = "get" | "list" | "watch" | "create" | "update" | "patch" | "delete";

/** What a method does to what the path names; throws the 405. */
export function verbOf(method: string | undefined, route: Route, query: URLSearchParams): Verb {
  if (route.name === undefined) {
    if (method === "GET") return isTrue(query.get("watch")) ? "watch" : "list";
    if (method === "POST" && (route.namespace !== undefined || !route.kind.namespaced)) return "create";
    throw methodNotAllowed();
  }
  if (method === "GET") return "get";
  if (method === "PUT") return "update";
  if (method === "PATCH") return "patch";
  if (method === "DELETE" && route.subresource === undefined) return "delete";
  throw methodNotAllowed();
}

/** Does what is asked and answers. */
export async function serveResource(cluster: ClusterState, verb: Verb, route: Route, asked: ResourceRequest) {
  if (asked.query.get("dryRun")) throw badRequest("the embedded cluster does not do dry runs");
  if (route.name !== undefined) return serveObject(cluster, verb, route, asked);
  if (verb === "create") return serveCreate(cluster, route, asked);
  return verb === "watch" ? serveWatch(cluster, route, asked) : serveList(cluster, route, asked);
}

async function serveList({ store }: ClusterState, { kind, namespace }: CollectionRoute, asked: ResourceRequest) {
  const page = list(store, kind, namespace, asked.query);
  await sendStream(asked.response, listText(page, kind, formOf(asked)), asked.left);
}

// Without a limit of the client's, the API server chooses one between 30 and 60 minutes.
const DEFAULT_TIMEOUT_SECONDS = 45 * 60;

async function serveWatch(cluster: ClusterState, { kind, namespace }: CollectionRoute, asked: ResourceRequest) {
  const { store, expiredWatchAs } = cluster;
  const { query, response, left } = asked;
  const from = readRevision(query.get("resourceVersion"));
  const isForgotten = from > 0 && !store.collection(kind.storage).history.reaches(from);
  if (isForgotten && expiredWatchAs === "status") throw tooOld(from, store);
  const options = {
    kind,
    selection: selectionOf(kind, namespace, query),
    from,
    bookmarks: isTrue(query.get("allowWatchBookmarks")),
    timeout: 1000 * (Number(query.get("timeoutSeconds")) || DEFAULT_TIMEOUT_SECONDS),
  };
  await sendStream(response, watchText(watch(store, options, left), formOf(asked)), left);
}

async function serveCreate(cluster: ClusterState, { kind, namespace }: CollectionRoute, asked: ResourceRequest) {
  const body = await readJsonBody(asked.request);
  const form = formOf(asked);
  const created = createObject(cluster, kind, namespace, body, managerOf(asked));
  sendJson(asked.response, 201, inForm(form, servedObject(created, kind)));
}

async function serveObject(cluster: ClusterState, verb: Verb, target: ObjectTarget, asked: ResourceRequest) {
  const { request, response } = asked;
  if (verb === "delete") {
    const deletion = deleteObject(cluster, target, await readJsonBody(request));
    return sendJson(response, 200, deletionStatus(target.kind, deletion));
  }
  const send = async () => {
    if (verb === "get") return existingObject(cluster, target);
    if (verb === "update") return updateObject(cluster, target, await readJsonBody(request), managerOf(asked));
    return patchObject(cluster, target, mediaTypeOf(request), await readBody(request), managerOf(asked));
  };
  const form = formOf(asked);
  return sendJson(response, 200, inForm(form, servedObject(await send(), target.kind)));
}

const formOf = ({ request }: ResourceRequest) => objectFormOf(request.headers.accept);

/** Who writes, for managedFields: named by the client, else by the first word of its User-Agent. */
function managerOf({ query, request }: ResourceRequest): string {
  const [product = ""] = (request.headers["user-agent"] ?? "").split("/");
  return query.get("fieldManager") || product || "unknown";
}

const isTrue = (text: string | null) => text === "true" || text === "1";
