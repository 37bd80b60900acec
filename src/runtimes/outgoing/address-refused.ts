import { isIP } from "node:net";
import { KwatchmanError } from "../../errors/kwatchman-error.ts";
import { isPublicAddress } from "./public-address.ts";

/** Throws KW_ADDRESS_REFUSED if the URL itself says that it lies at a private address: no name is looked up then. */
export function refuseAddress({ hostname, origin }: URL): void {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(host) === 0 ? isLocalhost(host) : !isPublicAddress(host)) throw addressRefused(origin, host);
}

export function addressRefused(place: string, address: string): KwatchmanError {
  return new KwatchmanError(
    "KW_ADDRESS_REFUSED",
    `Expected ${place} to lie at a public address, it lies at ${address}`,
    { mend: "If it is meant to, name its origin in the handler's `allowPrivate`." },
  );
}

/** By definition this machine, whatever a resolver makes of it (RFC 6761). */
function isLocalhost(host: string): boolean {
  return /(?:^|\.)localhost\.?$/.test(host);
}
