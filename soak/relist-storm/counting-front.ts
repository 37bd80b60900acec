import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";

/** Stands before an API server, counts requests, and can play a server that is gone. */
export interface CountingFront {
  readonly url: string;
  /** When each request came, in milliseconds since the epoch. */
  readonly askedAt: readonly number[];
  /** Breaks every connection, and every request from now on. */
  goDown(): void;
  comeBack(): void;
  close(): Promise<void>;
}

export async function startCountingFront(target: string): Promise<CountingFront> {
  const askedAt: number[] = [];
  let isDown = false;
  const server = http.createServer((request, response) => {
    askedAt.push(Date.now());
    if (isDown) request.socket.destroy();
    else forward(request, response, target);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    askedAt,
    goDown() {
      isDown = true;
      server.closeAllConnections();
    },
    comeBack() {
      isDown = false;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function forward(request: IncomingMessage, response: ServerResponse, target: string): void {
  const { method, headers } = request;
  const outgoing = http.request(new URL(request.url ?? "/", target), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    pipeline(answer, response, () => {});
  });
  outgoing.once("error", () => response.destroy());
  response.once("close", () => outgoing.destroy());
  request.pipe(outgoing);
}
