import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "../../../sdk/index.ts";
import { type ListenAddress, writeListenAddress } from "../../config/values/listen-address.ts";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import { type Answer, answer, type AnswerSources } from "./answer.ts";

/** Where to listen, and what to answer. */
export interface HealthServerOptions extends AnswerSources {
  readonly address: ListenAddress;
  /** By which key or flag the address is said, and where the key stands ("config.toml:14"), for a message. */
  readonly said: { readonly by: string; readonly at?: string };
  readonly log: Logger;
}

export interface HealthServer {
  /** With the port that was taken, if any was right. */
  readonly address: ListenAddress;
  /** Ends every connection. Resolves when the address is free. */
  close(): Promise<void>;
}

/** In milliseconds: a probe is one small request, a client that is slower than this is none. */
const limits = { headersTimeout: 5000, requestTimeout: 5000, timeout: 10_000, connectionsCheckingInterval: 1000 };
/** In bytes. */
const maxHeaderSize = 8192;

/** Serves /healthz, /readyz and /metrics. Throws KW_LISTEN_FAILED. It does not keep the process alive. */
export async function openHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const { address, log } = options;
  const server = createServer({ ...limits, maxHeaderSize }, (request, response) => {
    void respond(request, response, options);
  });
  await listen(server, options);
  server.on("error", (error) => log.error("health server failed", { error }));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return { address: { ...address, port }, close: () => close(server) };
}

/** Never rejects. */
async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: HealthServerOptions,
): Promise<void> {
  const { method = "", url = "", headers } = request;
  try {
    send(response, await answer({ method, target: url, accept: headers.accept ?? "" }, options));
  } catch (error) {
    options.log.error("health request failed", { path: url, error });
    send(response, { status: 500, headers: {}, body: "" });
  }
}

/** One request a connection: no body is read, and none is left to be closed when the host stops. */
function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const length = String(Buffer.byteLength(body));
  const always = { "cache-control": "no-store", connection: "close", "content-length": length };
  response.writeHead(status, { ...headers, ...always }).end(body);
}

async function listen(server: Server, { address, said }: HealthServerOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject).listen({ ...address, exclusive: true }, resolve);
  try {
    await promise;
    server.off("error", reject);
  } catch (cause) {
    throw new KwatchmanError(
      "KW_LISTEN_FAILED",
      `Expected ${said.by} to be free to listen at, got "${writeListenAddress(address)}"${said.at === undefined ? "" : ` in ${said.at}`}`,
      { cause },
    );
  }
}

async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}
