import ipaddr from "ipaddr.js";

/** All that is assigned to the public internet (RFC 4291, section 2.4). */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");
/** Stands for the IPv4 address in its last four bytes where a network has IPv6 only (RFC 6052). */
const nat64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/**
 * Whether an IP address is one of the public internet: not loopback, link-local, private, shared, multicast, reserved or
 * translated to one that is.
 */
export function isPublicAddress(address: string): boolean {
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === "unicast";
  if (parsed.isIPv4MappedAddress() || parsed.match(nat64)) return embeddedIPv4(parsed).range() === "unicast";
  return parsed.match(globalUnicast) && parsed.range() === "unicast";
}

function embeddedIPv4(address: ipaddr.IPv6): ipaddr.IPv4 {
  return new ipaddr.IPv4(address.toByteArray().slice(12));
}
