import { once } from "node:events";
import { readFileSync } from "node:fs";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { pipeline } from "node:stream";
import type { ControlPlane } from "../../test/control-plane/control-plane.ts";
import type { AnsweredList } from "./checking/history.ts";

/** A proxy before the API server that understands HTTP: it refuses as told, and remembers which lists were answered. */
export interface FaultProxy {
  readonly url: string;
  /** The status and headers that every request gets; undefined: requests go to the server. */
  refuseWith(refusal: Refusal | undefined): void;
  /** The lists that were answered, by path: "/api/v1/configmaps". */
  readonly lists: ReadonlyMap<string, readonly AnsweredList[]>;
  /** Requests refused so far. */
  readonly refused: number;
  close(): Promise<void>;
}

export interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends TLS with the server's own certificate, so that a client needs to trust nobody else. */
export async function startFaultProxy({ url, ca, folder }: ControlPlane): Promise<FaultProxy> {
  const [cert, key] = ["apiserver.crt", "apiserver.key"].map((file) => readFileSync(path.join(folder, "certs", file)));
  const agent = new https.Agent({ keepAlive: true, ca });
  const lists = new Map<string, AnsweredList[]>();
  const state = { refusal: undefined as Refusal | undefined, refused: 0 };
  const server = https.createServer({ cert, key }, (request, response) => {
    if (state.refusal === undefined) return forward(request, response, new URL(request.url ?? "/", url), agent, lists);
    state.refused += 1;
    refuse(response, state.refusal);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refuseWith(refusal) {
      state.refusal = refusal;
    },
    lists,
    get refused() {
      return state.refused;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await once(server, "close");
    },
  };
}

function refuse(response: ServerResponse, { status, headers }: Refusal): void {
  const message = http.STATUS_CODES[status];
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify({ kind: "Status", apiVersion: "v1", status: "Failure", message, code: status }));
}

function forward(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  agent: https.Agent,
  lists: Map<string, AnsweredList[]>,
): void {
  const askedAt = Date.now();
  const { method, headers } = request;
  // Whatever breaks on one side breaks on the other, too.
  const giveUp = (): void => void response.socket?.destroy();
  const outgoing = https.request(url, { method, headers, agent }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    pipeline(answer, response, (error) => {
      if (error) giveUp();
      else if (isNewList(url, answer)) remember(lists, url.pathname, { askedAt, answeredAt: Date.now() });
    });
  });
  outgoing.once("error", giveUp);
  response.once("close", () => outgoing.destroy());
  pipeline(request, outgoing, () => {});
}

/** A list's first page, of whose time the others are, too. One from a given version only finds out how old the server is. */
function isNewList({ searchParams }: URL, { statusCode }: IncomingMessage): boolean {
  return statusCode === 200 && !["watch", "resourceVersion", "continue"].some((name) => searchParams.has(name));
}

function remember(lists: Map<string, AnsweredList[]>, listed: string, list: AnsweredList): void {
  const known = lists.get(listed);
  if (known === undefined) lists.set(listed, [list]);
  else known.push(list);
}
