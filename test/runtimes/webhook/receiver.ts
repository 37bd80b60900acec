import { once } from "node:events";
import {
  createServer as createHttpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** What a receiver got. */
export interface Received {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly socket: Socket;
}

/** What it answers; 200 and nothing unless said. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<string>;
}

/** An HTTP server that is posted to, as anybody may write one. It ends with the test. */
export interface Receiver {
  readonly origin: string;
  readonly port: number;
  readonly received: readonly Received[];
  /** Closes connections that nothing is under way on. */
  closeIdle(): void;
}

/** Replies as told, to each request or in turn; after the last reply with 200. */
export async function startReceiver(
  reply: ((request: Received) => Reply | Promise<Reply>) | readonly Reply[] = [],
  tls?: ServerOptions,
): Promise<Receiver> {
  const received: Received[] = [];
  const server = tls === undefined ? createHttpServer({ keepAliveTimeout: 60_000 }) : createHttpsServer(tls);
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url: target = "", headers, socket } = request;
    const one = { method, target, headers, socket, body: await buffer(request) };
    received.push(one);
    const replied = typeof reply === "function" ? await reply(one) : (reply[received.length - 1] ?? {});
    const { status = 200, body = "" } = replied;
    response.writeHead(status, replied.headers);
    if (typeof body === "string" || body instanceof Uint8Array) response.end(body);
    else {
      for await (const chunk of body) {
        if (response.destroyed) return;
        response.write(chunk);
      }
      response.end();
    }
  };
  server.on("request", (request: IncomingMessage, response) => void respond(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const origin = `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`;
  return { origin, port, received, closeIdle: () => server.closeIdleConnections() };
}

/** A reply with a result. */
export function json(value: unknown): Reply {
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}
