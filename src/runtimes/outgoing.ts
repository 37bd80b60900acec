import type { Dispatcher } from "undici";
import { refuseAddress } from "./outgoing/address-refused.ts";
import { type AgentOptions, openAgent } from "./outgoing/agent.ts";
import { outgoingFailure } from "./outgoing/outgoing-failure.ts";
import { readBody } from "./outgoing/read-body.ts";
import { tryConnection } from "./outgoing/try-connection.ts";
import { untilAborted } from "../time/until-aborted.ts";

/** One request. */
export interface OutgoingRequest {
  readonly url: URL;
  readonly method: string;
  /** Neither `host` nor those of the connection may be among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Ends the request wherever it is; nothing else limits its time as a whole. */
  readonly signal: AbortSignal;
  /** How much of the answer's body is read. */
  readonly maxResponseBytes: number;
}

/** An answer, whatever its status: a redirect is one like any other. */
export interface OutgoingResponse {
  readonly status: number;
  /** Names in lower case, several of one name joined by ", "; without a prototype. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it was sent: nothing is unpacked. */
  readonly body: Uint8Array;
  /** The body is longer than `maxResponseBytes`, and this is its beginning. */
  readonly isCut: boolean;
}

/** Asks HTTP servers, over connections that are kept alive. The environment's proxies are not used. */
export interface Outgoing {
  /** Rejects with KW_ADDRESS_REFUSED, KW_OUTGOING_FAILED, or the signal's reason. */
  request(request: OutgoingRequest): Promise<OutgoingResponse>;
  /** Connects as a request would, and sends nothing. Rejects as `request` does. */
  probe(url: URL, signal: AbortSignal): Promise<void>;
  /** Ends all connections, and what is under way on them. */
  close(): Promise<void>;
}

/**
 * Where an origin lies is judged by the addresses that its name resolves to, and one of these is connected to. Through a
 * proxy it is the proxy that looks names up: then only an address in the URL itself, and `localhost`, are judged.
 * Throws what Node throws if the texts of `tls` are not what they should be.
 */
export function createOutgoing(options: AgentOptions): Outgoing {
  const agent = openAgent(options);

  async function attempt<Value>(url: URL, signal: AbortSignal, ask: () => Promise<Value>): Promise<Value> {
    signal.throwIfAborted();
    try {
      if (!options.allowPrivate(url.origin)) refuseAddress(url);
      // What waits for a connection does not heed the signal itself.
      return await untilAborted(ask(), signal);
    } catch (error) {
      signal.throwIfAborted();
      throw outgoingFailure(error, url);
    }
  }

  return {
    request: ({ url, signal, maxResponseBytes, ...rest }) =>
      attempt(url, signal, async () => {
        const path = `${url.pathname}${url.search}`;
        const { statusCode, headers, body } = await agent.request({ ...rest, origin: url.origin, path, signal });
        return { status: statusCode, headers: joinHeaders(headers), ...(await readBody(body, maxResponseBytes)) };
      }),
    probe: (url, signal) => attempt(url, signal, () => tryConnection(agent, url)),
    close: () => agent.destroy(),
  };
}

function joinHeaders(headers: Dispatcher.ResponseData["headers"]): Readonly<Record<string, string>> {
  const joined = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return joined;
}
