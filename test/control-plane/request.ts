import http from "node:http";
import https from "node:https";
import { buffer } from "node:stream/consumers";

/** An API server as a client sees it. */
export interface ApiTarget {
  readonly url: string;
  readonly token?: string;
  /** PEM of the certificate to trust. */
  readonly ca?: string;
}

/** What varies in a request. */
export interface ApiRequestOptions {
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A whole answer. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** The text parsed; fails when it is not JSON. */
  json(): unknown;
}

/** Sends one request and reads the whole answer, whatever its status. */
export async function send(
  target: ApiTarget,
  method: string,
  path: string,
  options: ApiRequestOptions = {},
): Promise<ApiAnswer> {
  const response = await openResponse(target, method, path, options);
  const text = (await buffer(response)).toString("utf8");
  return { status: response.statusCode ?? 0, headers: response.headers, text, json: () => JSON.parse(text) };
}

/** Sends one request and resolves at the answer's headers: for watches. */
export function openResponse(
  target: ApiTarget,
  method: string,
  path: string,
  options: ApiRequestOptions = {},
): Promise<http.IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const body = options.body === undefined ? undefined : JSON.stringify(options.body);
  const headers: Record<string, string> = { accept: "application/json" };
  if (target.token !== undefined) headers["authorization"] = `Bearer ${target.token}`;
  if (body !== undefined) {
    headers["content-type"] = "application/json";
    // Node leaves it out of a DELETE.
    headers["content-length"] = String(Buffer.byteLength(body));
  }
  Object.assign(headers, options.headers);

  const url = new URL(path, target.url);
  const requestOptions = { method, headers, ...(options.signal && { signal: options.signal }) };
  const request =
    url.protocol === "https:"
      ? https.request(url, { ...requestOptions, ...(target.ca !== undefined && { ca: target.ca }) }, resolve)
      : http.request(url, requestOptions, resolve);
  request.once("error", reject);
  request.end(body);
  return promise;
}
