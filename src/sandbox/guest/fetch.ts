import { limits } from "../limits.ts";
import type { AbortSignal } from "./abort.ts";
import { type LiveCall, requireCall } from "./calls.ts";
import { Headers, type HeadersInit } from "./headers.ts";
import { ask } from "./host.ts";
import { hasOwn, keys, OwnError, OwnPromise, parse, plain, stringify, textOf } from "./intrinsics.ts";
import { flushLog } from "./log.ts";
import { URLSearchParams } from "./url-search-params.ts";
import { Response, type ResponseFacts } from "./response.ts";

interface RequestInit {
  readonly method?: string;
  readonly headers?: HeadersInit;
  readonly body?: unknown;
  readonly signal?: AbortSignal | null;
}

let last = 0;

/** Asks the host to ask a server: one of the origins that the manifest names. */
export async function fetch(input: unknown, init: RequestInit = {}): Promise<Response> {
  const call = requireCall("fetch");
  const signal = init.signal ?? undefined;
  signal?.throwIfAborted();
  const request = requestText(textOf(input), init);
  refuseMore(call);
  last += 1;
  const id = `${last}`;
  const { promise, resolve, reject } = OwnPromise.withResolvers<string>();
  flushLog(call);
  ask({ type: "fetch", call: call.id, fetch: id, request });
  call.fetched += 1;
  call.fetches[id] = { resolve, reject };
  signal?.addEventListener("abort", () => {
    if (call.fetches[id] === undefined) return;
    delete call.fetches[id];
    ask({ type: "cancelFetch", call: call.id, fetch: id });
    reject(signal.reason);
  });
  return read(await promise);
}

/** The host has an answer to a fetch of this call. */
export function fetched(call: LiveCall, id: string, answer: string): void {
  const pending = call.fetches[id];
  delete call.fetches[id];
  pending?.resolve(answer);
}

function requestText(url: string, { method = "GET", headers, body }: RequestInit): string {
  const sent = new Headers(headers);
  if (body !== undefined && body !== null && !sent.has("content-type")) sent.set("content-type", typeOf(body));
  const facts = {
    url,
    method: textOf(method),
    headers: plain([...sent]),
    body: body === undefined || body === null ? null : textOf(body),
  };
  return stringify(plain(facts));
}

function typeOf(body: unknown): string {
  if (typeof body === "string") return "text/plain;charset=UTF-8";
  if (body instanceof URLSearchParams) return "application/x-www-form-urlencoded;charset=UTF-8";
  throw new TypeError("Expected `body` to be a string or URLSearchParams");
}

function refuseMore(call: LiveCall): void {
  if (call.fetched >= limits.fetches) throw new OwnError(`A call may fetch at most ${limits.fetches} times`);
  if (keys(call.fetches).length >= limits.fetchesInFlight) {
    throw new OwnError(`A call may have at most ${limits.fetchesInFlight} fetches at once`);
  }
}

function read(answer: string): Response {
  const told = parse(answer) as { v: ResponseFacts; e?: string };
  // As everywhere, a request that fails is a TypeError.
  if (hasOwn(told, "e")) throw new TypeError(told.e);
  return new Response(told.v);
}
