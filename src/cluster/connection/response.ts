import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { RequestError, SILENCE } from "./request-error.ts";

/** One request, ready to be sent. */
export interface OutgoingRequest {
  readonly url: URL;
  readonly options: https.RequestOptions;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
  /** How long to wait for the connection and the answer's headers, in milliseconds. */
  readonly patienceMs: number;
}

const TCP_KEEP_ALIVE_MS = 30_000;

/** Sends a request and resolves at the answer's headers. The signal goes on to end the answer's body. */
export async function openResponse(outgoing: OutgoingRequest): Promise<IncomingMessage> {
  for (;;) {
    try {
      return await sendOnce(outgoing);
    } catch (error) {
      // The server may have closed idle connections in the moment they were used again; a new one is never stale.
      if (!(error instanceof StaleConnectionError)) throw error;
    }
  }
}

/** The request never reached the server: a kept-alive connection was gone already. */
class StaleConnectionError extends Error {}

async function sendOnce({ url, options, body, signal, patienceMs }: OutgoingRequest): Promise<IncomingMessage> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = url.protocol === "https:" ? https.request(url, options) : http.request(url, options);
  const abort = () => request.destroy(signal.reason);
  const release = () => signal.removeEventListener("abort", abort);
  const giveUp = () => request.destroy(silenceError(request, patienceMs));
  const timer = setTimeout(giveUp, patienceMs);

  signal.addEventListener("abort", abort, { once: true });
  request.once("socket", (socket) => socket.setKeepAlive(true, TCP_KEEP_ALIVE_MS));
  request.once("response", resolve);
  request.once("close", release);
  // Not once: a request that is destroyed after its answer began may fail a second time.
  request.on("error", (error) => reject(isStale(request, error) ? new StaleConnectionError() : error));
  request.end(body);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

function isStale(request: http.ClientRequest, error: Error): boolean {
  return request.reusedSocket && "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
}

function silenceError(request: http.ClientRequest, patienceMs: number): RequestError {
  const isConnected = request.socket !== null && !request.socket.connecting;
  const seconds = patienceMs / 1000;
  return new RequestError(isConnected ? `no answer within ${seconds} s` : `could not connect within ${seconds} s`, {
    reason: SILENCE,
  });
}
