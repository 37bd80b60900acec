import { buildConnector } from "undici";
import { createCheckedLookup } from "./checked-lookup.ts";

/** PEM texts. */
export interface OutgoingTls {
  /** Trusted instead of the authorities that come with Node. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** How long connecting may take, TLS included, in milliseconds. */
export const connectTimeoutMs = 10_000;

/** How a TLS connection is made; also one through a proxy. */
export function tlsOptions({ ca, cert, key }: OutgoingTls): buildConnector.BuildOptions {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    rejectUnauthorized: true,
    allowH2: false,
    timeout: connectTimeoutMs,
  };
}

/** Opens connections, with the addresses of each origin checked that may not lie at a private one. */
export function createConnector(tls: OutgoingTls, allowPrivate: (origin: string) => boolean): buildConnector.connector {
  const anywhere = buildConnector(tlsOptions(tls));
  const publicOnly = buildConnector({ ...tlsOptions(tls), lookup: createCheckedLookup() });
  return (options, callback) => {
    const { origin } = new URL(`${options.protocol}//${options.host ?? options.hostname}`);
    (allowPrivate(origin) ? anywhere : publicOnly)(options, callback);
  };
}
