import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { callbackify } from "node:util";
import { addressRefused } from "./address-refused.ts";
import { isPublicAddress } from "./public-address.ts";

/** Resolves a name to all its addresses. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

const resolveBySystem: Resolve = (hostname) => lookup(hostname, { all: true });

/**
 * A lookup for `net.connect` that refuses a name if one of its addresses is not public, with KW_ADDRESS_REFUSED: what it
 * answers is what is connected to.
 */
export function createCheckedLookup(resolve: Resolve = resolveBySystem): LookupFunction {
  const resolveChecked = callbackify(checking(sharing(resolve)));
  return (hostname, { all }, callback) => {
    resolveChecked(hostname, (error, addresses) => {
      const [first] = error instanceof Error ? [] : addresses;
      if (first === undefined) callback(error, []);
      else if (all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function checking(resolve: Resolve): Resolve {
  return async (hostname) => {
    const addresses = await resolve(hostname);
    const refused = addresses.find(({ address }) => !isPublicAddress(address));
    if (refused !== undefined) throw addressRefused(hostname, refused.address);
    return addresses;
  };
}

/** One look-up of a name at a time: each holds one of the process's few threads for as long as a resolver is silent. */
function sharing(resolve: Resolve): Resolve {
  const pending = new Map<string, ReturnType<Resolve>>();
  return (hostname) => {
    const shared = pending.get(hostname) ?? resolve(hostname).finally(() => pending.delete(hostname));
    pending.set(hostname, shared);
    return shared;
  };
}
