import { once } from "node:events";
import { createServer, request as sendRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { writeKubeconfig } from "../../sdk/testing/cluster/kubeconfig.ts";
import type { Reachable } from "./host-run.ts";

/** What an API server does not show. */
export interface Narrowing {
  /** An API group that it does not serve. */
  readonly withoutGroup?: string;
  /** A path that is answered with 403. */
  readonly forbiddenPath?: string;
}

/** The same objects as behind another URL, with something left out. */
export async function startNarrowedServer(
  target: string,
  { withoutGroup = "", forbiddenPath = "" }: Narrowing,
): Promise<Reachable & { close(): Promise<void> }> {
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const [path = ""] = (request.url ?? "").split("?");
    if (path === forbiddenPath) refuse(response, 403, "Forbidden");
    else if (path === `/apis/${withoutGroup}` || path.startsWith(`/apis/${withoutGroup}/`))
      refuse(response, 404, "NotFound");
    else forward(request, response, path === "/apis" ? withoutGroup : "");
  };
  const forward = (request: IncomingMessage, response: ServerResponse, hidden: string): void => {
    const { method, url, headers } = request;
    const onward = sendRequest(target + url, { method, headers }, (answered) => {
      response.writeHead(answered.statusCode ?? 500, { "content-type": answered.headers["content-type"] });
      if (hidden === "") answered.pipe(response);
      else void text(answered).then((body) => response.end(withoutGroupIn(body, hidden)));
      answered.on("error", () => response.destroy());
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  };
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    writeKubeconfig: (file) => writeKubeconfig(file, url),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function refuse(response: ServerResponse, code: number, reason: string): void {
  response.writeHead(code, { "content-type": "application/json" });
  response.end(JSON.stringify({ kind: "Status", apiVersion: "v1", status: "Failure", reason, code, message: reason }));
}

function withoutGroupIn(body: string, hidden: string): string {
  const list = JSON.parse(body) as { groups: { name: string }[] };
  return JSON.stringify({ ...list, groups: list.groups.filter(({ name }) => name !== hidden) });
}
