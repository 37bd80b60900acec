import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** What a plugin of the documentation posts to. */
export interface Endpoint {
  readonly url: string;
  readonly requests: readonly Posted[];
}

interface Posted {
  readonly body: string;
  readonly authorization: string | undefined;
}

/** Answers with these statuses, then with 200. */
export async function startEndpoint(...statuses: number[]): Promise<Endpoint> {
  const requests: Posted[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests.push({ body: await text(request), authorization: request.headers.authorization });
    response.writeHead(statuses.shift() ?? 200, { "retry-after": "1" }).end();
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests };
}
