import * as fc from "fast-check";
import ipaddr from "ipaddr.js";
import { expect, test } from "vitest";
import { isPublicAddress } from "./public-address.ts";

test.each([
  ["0.0.0.0", "this host"],
  ["0.1.2.3", "this network"],
  ["10.0.0.1", "private"],
  ["100.64.0.1", "shared by a carrier's customers"],
  ["100.127.255.255", "shared by a carrier's customers"],
  ["127.0.0.1", "loopback"],
  ["127.8.9.10", "loopback"],
  ["169.254.169.254", "link-local: the metadata service of clouds"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.0.0.192", "reserved: another metadata service"],
  ["192.0.2.1", "documentation"],
  ["192.168.1.1", "private"],
  ["198.18.0.1", "benchmarks"],
  ["224.0.0.1", "multicast"],
  ["240.0.0.1", "reserved"],
  ["255.255.255.255", "broadcast"],
  ["::", "this host"],
  ["::1", "loopback"],
  ["::7f00:1", "an IPv4-compatible address of loopback"],
  ["::ffff:127.0.0.1", "IPv4 in IPv6"],
  ["::ffff:a9fe:a9fe", "IPv4 in IPv6"],
  ["::ffff:0:7f00:1", "translated IPv4"],
  ["64:ff9b::7f00:1", "loopback behind NAT64"],
  ["64:ff9b::a9fe:a9fe", "link-local behind NAT64"],
  ["64:ff9b:1::808:808", "a network's own NAT64"],
  ["100::1", "discarded"],
  ["2001::1", "Teredo"],
  ["2001:db8::1", "documentation"],
  ["2002:7f00:1::", "6to4"],
  ["fc00::1", "unique local"],
  ["fd12:3456::1", "unique local"],
  ["fe80::1", "link-local"],
  ["fec0::1", "site-local"],
  ["ff02::1", "multicast"],
  ["4000::1", "not assigned"],
])("%s is not public: %s", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])(
  "%s is public",
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

test("an IPv4 address is judged the same however IPv6 carries it", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(address).octets;
      const tail = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
      expect(isPublicAddress(`::ffff:${tail}`)).toBe(isPublicAddress(address));
      expect(isPublicAddress(`64:ff9b::${tail}`)).toBe(isPublicAddress(address));
    }),
  );
});
