import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { badRequest, unsupportedMediaType } from "../status-error.ts";

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
  const body = await text(request);
  if (body === "") return undefined;
  try {
    return JSON.parse(body);
  } catch (error) {
    throw badRequest(`json parse error: ${error instanceof Error ? error.message : String(error)}`);
  }
}
