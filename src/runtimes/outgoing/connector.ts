import { createSecureContext, type SecureContext } from "node:tls";
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

/** Made once for all connections. Throws if a text is not what it should be, or certificate and key do not fit. */
export function secureContextOf({ ca, cert, key }: OutgoingTls): SecureContext {
  return createSecureContext({
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  });
}

/** How a connection is made, be it through a proxy. */
export function connectionOptions(secureContext: SecureContext): buildConnector.BuildOptions {
  return { secureContext, rejectUnauthorized: true, allowH2: false, timeout: connectTimeoutMs };
}

/** Opens connections, and checks the addresses of each origin that may not lie at a private one. */
export function createConnector(
  secureContext: SecureContext,
  allowPrivate: (origin: string) => boolean,
): buildConnector.connector {
  const options = connectionOptions(secureContext);
  const anywhere = buildConnector(options);
  const publicOnly = buildConnector({ ...options, lookup: createCheckedLookup() });
  return (target, callback) => {
    const { origin } = new URL(`${target.protocol}//${target.host ?? target.hostname}`);
    (allowPrivate(origin) ? anywhere : publicOnly)(target, callback);
  };
}
