import { Agent, type Dispatcher, Pool, ProxyAgent } from "undici";
import {
  connectionOptions,
  connectTimeoutMs,
  createConnector,
  type OutgoingTls,
  secureContextOf,
} from "./connector.ts";

/** How servers are reached. */
export interface AgentOptions {
  /** Whether an origin may lie at an address that is not public. */
  readonly allowPrivate: (origin: string) => boolean;
  readonly tls: OutgoingTls;
  /** undefined: reached without one. */
  readonly proxy: string | undefined;
  /** To each origin, at the most; further requests wait for one. */
  readonly connections: number;
}

/** The signal of a request limits its time; how much may be sent before the body is limited here, in bytes. */
const limits = { headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: 16_384 };

/** Keeps connections alive, and opens them as requests need them. Throws if the texts of `tls` are not what they should be. */
export function openAgent({ allowPrivate, tls, proxy, connections }: AgentOptions): Dispatcher {
  const bounds = { ...limits, connections };
  const secureContext = secureContextOf(tls);
  if (proxy === undefined) return new Agent({ ...bounds, connect: createConnector(secureContext, allowPrivate) });
  return new ProxyAgent({
    ...bounds,
    uri: proxy,
    connectTimeout: connectTimeoutMs,
    requestTls: connectionOptions(secureContext),
    // Else the pools to the proxy would have no bounds.
    factory: (origin, options: Pool.Options) => new Pool(origin, { ...options, ...bounds }),
    clientFactory: (origin, options: Pool.Options) =>
      new Pool(origin, { ...options, connections, headersTimeout: connectTimeoutMs }),
  });
}
