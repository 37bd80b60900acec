import { isIPv6 } from "node:net";

/** Where a server listens. */
export interface ListenAddress {
  /** A name or IP address; undefined: every address of the machine. */
  readonly host: string | undefined;
  /** 0: a free one. */
  readonly port: number;
}

/** "127.0.0.1:8080", "[::1]:8080" or ":8080"; undefined if it is none. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const [, bracketed, name = "", port] = /^(?:\[([^\]]*)\]|([^\s:[\]]*)):(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535) return undefined;
  if (bracketed !== undefined && !isIPv6(bracketed)) return undefined;
  const host = bracketed ?? name;
  return { host: host === "" ? undefined : host, port: Number(port) };
}

/** The address as it stands in a URL: "[::1]:8080". */
export function writeListenAddress({ host = "", port }: ListenAddress): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
