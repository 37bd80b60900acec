import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { WatchConfig } from "../config/config.ts";
import { readIdentity } from "./connection/identity.ts";
import { readExplanation, readJson } from "./connection/answer-body.ts";
import type { CredentialsChoice } from "./connection/kubeconfig.ts";
import { answeredError } from "./connection/request-error.ts";
import { openResponse } from "./connection/response.ts";
import { signIn } from "./connection/sign-in.ts";
import { transportError } from "./connection/transport-error.ts";
import { KwatchmanError } from "../errors/kwatchman-error.ts";
import { patienceOf } from "./patience.ts";

export { RequestError } from "./connection/request-error.ts";

/** How to reach the cluster. */
export interface ConnectionOptions extends CredentialsChoice {
  /** Its `timeout` bounds how long connecting, an answer's headers and a page of a list may take. */
  readonly watch: WatchConfig;
}

/** One request to the API server. */
export interface ApiRequest {
  /** Absolute, without a query: "/api/v1/pods". */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** @default "GET" */
  readonly method?: "GET" | "POST";
  /** Sent as JSON. */
  readonly body?: unknown;
  /** @default "application/json" */
  readonly accept?: string;
  readonly signal: AbortSignal;
}

/** A way to one cluster's API server. Connections are kept alive and shared. */
export interface Connection {
  /** The API server's URL, without a user's name and password if it has them. */
  readonly server: string;
  /** The context's name, in a cluster `in-cluster`. */
  readonly clusterName: string;
  /** How long a silent server is waited for, in milliseconds. */
  readonly patienceMs: number;
  /**
   * Resolves with the whole answer, parsed. Rejects with a `RequestError` that says in words what happened, with a
   * `KwatchmanError` when the credentials could not be obtained, or with the signal's reason.
   */
  request(request: ApiRequest): Promise<unknown>;
  /** Resolves with the answer's body once the server has answered 2xx; rejects as `request` does. */
  openStream(request: ApiRequest): Promise<IncomingMessage>;
  /** kube-system's uid, else a hash of the server's URL and CA. Asked once. */
  identity(signal: AbortSignal): Promise<string>;
  /** Ends every connection. */
  close(): void;
}

/** Finds the credentials (named kubeconfig, else in-cluster, else ~/.kube/config); sends nothing yet. */
export async function openConnection({ watch, ...choice }: ConnectionOptions): Promise<Connection> {
  const patienceMs = patienceOf(watch);
  const access = await signIn(choice, patienceMs);
  const { clusterName, authority } = access.credentials;
  const server = withoutPassword(access.credentials.server);
  const agents = { "http:": new http.Agent({ keepAlive: true }), "https:": new https.Agent({ keepAlive: true }) };
  let identity: string | undefined;
  // Where one connection broke, idle ones may be dead as well: each would cost a wait of its own.
  const dropAllIdle = () => Object.values(agents).forEach(dropIdle);

  const openStream = async (request: ApiRequest): Promise<IncomingMessage> => {
    try {
      const authorized = await access.authorize(request.signal);
      const { credentials } = access;
      const url = urlOf(credentials.server, request);
      // TLS options are given with each request: the agent shares connections among those with the same ones.
      const agent = credentials.proxied ? authorized.agent : agents[url.protocol as keyof typeof agents];
      const body = request.body === undefined ? undefined : JSON.stringify(request.body);
      const options = {
        ...authorized,
        agent,
        method: request.method ?? "GET",
        headers: headersOf(request, authorized, body),
      };
      const response = await openResponse({ url, options, body, signal: request.signal, patienceMs });
      response.once("close", () => {
        if (!response.complete && !request.signal.aborted) dropAllIdle();
      });
      return await acceptAnswer(response);
    } catch (error) {
      throw explain(error, request.signal);
    }
  };
  const acceptAnswer = async (response: IncomingMessage): Promise<IncomingMessage> => {
    const status = response.statusCode ?? 0;
    if (status >= 200 && status < 300) return response;
    if (status === 401) access.renew();
    throw answeredError(status, response.headers, await readExplanation(response, patienceMs));
  };
  const explain = (error: unknown, signal: AbortSignal): unknown => {
    if (signal.aborted) return signal.reason;
    if (error instanceof KwatchmanError && error.code !== "KW_CLUSTER_UNREACHABLE") return error;
    dropAllIdle();
    return transportError(error, server);
  };

  const connection: Connection = {
    server,
    clusterName,
    patienceMs,
    openStream,
    async request(request) {
      const response = await openStream(request);
      try {
        return await readJson(response, patienceMs);
      } catch (error) {
        throw explain(error, request.signal);
      }
    },
    async identity(signal) {
      identity ??= await readIdentity((path) => connection.request({ path, signal }), server, authority);
      return identity;
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
  return connection;
}

function withoutPassword(server: string): string {
  const url = new URL(server);
  if (url.username === "" && url.password === "") return server;
  url.username = "";
  url.password = "";
  return url.href;
}

function urlOf(server: string, { path, query = {} }: ApiRequest): URL {
  const url = new URL(server);
  url.pathname = url.pathname.replace(/\/$/, "") + path;
  url.search = new URLSearchParams(query).toString();
  return url;
}

function headersOf(
  { accept = "application/json" }: ApiRequest,
  authorized: https.RequestOptions,
  body: string | undefined,
): Record<string, string> {
  const headers: Record<string, string> = { accept, "user-agent": "kwatchman" };
  // Token files often end in a newline, which no header may have.
  for (const [name, value] of Object.entries(authorized.headers ?? {})) headers[name] = String(value).trim();
  if (body !== undefined) headers["content-type"] = "application/json";
  return headers;
}

function dropIdle(agent: http.Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
}
