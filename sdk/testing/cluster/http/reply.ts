import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { PageNotFound } from "./page-not-found.ts";
import { StatusError } from "../status-error.ts";
import type { JsonObject } from "../json-object.ts";

export function sendJson(response: ServerResponse, status: number, body: JsonObject): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-cache, private" });
  response.end(JSON.stringify(body));
}

export function sendBytes(response: ServerResponse, status: number, mediaType: string, body: string): void {
  response.writeHead(status, { "content-type": mediaType });
  response.end(body);
}

/** Sends pieces one after the other, no faster than the client reads them. */
export async function sendStream(
  response: ServerResponse,
  pieces: AsyncIterable<string> | Iterable<string>,
  left: AbortSignal,
): Promise<void> {
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
  response.flushHeaders();
  for await (const piece of pieces) {
    if (left.aborted) return;
    if (!response.write(piece)) await once(response, "drain", { signal: left });
  }
  response.end();
}

/** Answers what went wrong as the API server words it; what is not a refusal is the server's own fault. */
export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy(error instanceof Error ? error : undefined);
    return undefined;
  }
  if (error instanceof PageNotFound) {
    return sendBytes(response, 404, "text/plain; charset=utf-8", `${error.message}\n`);
  }
  const refusal =
    error instanceof StatusError
      ? error
      : new StatusError(500, "InternalError", error instanceof Error ? (error.stack ?? error.message) : String(error));
  const retryAfter = refusal.details?.["retryAfterSeconds"];
  if (typeof retryAfter === "number") response.setHeader("retry-after", retryAfter);
  return sendJson(response, refusal.code, refusal.toStatus());
}
