import type { IncomingMessage } from "node:http";
import { badRequest, StatusError, unsupportedMediaType } from "../status-error.ts";

// The API server's own limit.
const LIMIT_BYTES = 3 * 1024 * 1024;

/** The media type of a request's body, without parameters. */
export function mediaTypeOf(request: IncomingMessage): string {
  const [mediaType = ""] = (request.headers["content-type"] ?? "application/json").split(";");
  return mediaType.trim().toLowerCase();
}

/** Reads a manifest or options; undefined when the body is empty. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const mediaType = mediaTypeOf(request);
  if (mediaType !== "application/json") {
    throw unsupportedMediaType(
      `the body of the request was in an unknown format (${mediaType}) - accepted media types include: application/json`,
    );
  }
  return readBody(request);
}

/** Reads a body that is JSON whatever its media type says. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LIMIT_BYTES) throw new StatusError(413, "RequestEntityTooLarge", "Request entity too large");
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`json parse error: ${error instanceof Error ? error.message : String(error)}`);
  }
}
