import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { onTestFinished } from "vitest";

/** An HTTP proxy: it tunnels by CONNECT, and forwards what is asked for by a whole URL. It ends with the test. */
export interface Proxy {
  readonly url: string;
  /** Each request's first line, but for the version. */
  readonly asked: readonly string[];
}

/** What the proxy is to do. */
export interface ProxyOptions {
  /** "name:password" that it asks for. */
  readonly credentials?: string;
  /** Answers every request with this instead. */
  readonly refuseWith?: number;
  /** Resolves every name to this machine. */
  readonly toThisMachine?: true;
}

export async function startProxy({ credentials, refuseWith, toThisMachine }: ProxyOptions = {}): Promise<Proxy> {
  const asked: string[] = [];
  const wanted = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString("base64")}`;
  const hostOf = (hostname: string): string => (toThisMachine ? "127.0.0.1" : hostname);
  const refusal = (given: string | undefined): number | undefined => (given === wanted ? refuseWith : 407);

  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const status = refusal(request.headers["proxy-authorization"]);
    if (status !== undefined) return void response.writeHead(status).end("the proxy says no");
    const { hostname, port, pathname, search } = new URL(request.url ?? "");
    const { "proxy-authorization": _, ...headers } = request.headers;
    const onwards = {
      host: hostOf(hostname),
      port,
      path: `${pathname}${search}`,
      method: request.method ?? "",
      headers,
    };
    request.pipe(
      httpRequest(onwards, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  server.on("connect", (request, client) => {
    asked.push(`CONNECT ${request.url}`);
    const status = refusal(request.headers["proxy-authorization"]);
    client.on("error", () => {});
    if (status !== undefined) return void client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const { hostname, port } = new URL(`http://${request.url}`);
    const target = connect(Number(port), hostOf(hostname), () => client.write("HTTP/1.1 200 OK\r\n\r\n"));
    target
      .on("error", () => client.destroy())
      .pipe(client)
      .pipe(target);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const login = credentials === undefined ? "" : `${credentials}@`;
  return { url: `http://${login}127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
