import { expect, test } from "vitest";
import { parseListenAddress, writeListenAddress } from "./listen-address.ts";

test.each([
  ["127.0.0.1:8080", { host: "127.0.0.1", port: 8080 }],
  ["localhost:0", { host: "localhost", port: 0 }],
  [":8080", { host: undefined, port: 8080 }],
  ["[::1]:65535", { host: "::1", port: 65_535 }],
])("%s is an address, and is written as it was read", (text, address) => {
  expect(parseListenAddress(text)).toEqual(address);
  expect(writeListenAddress(address)).toBe(text);
});

test.each(["8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:8080", "[127.0.0.1]:8080", "[]:80", "a b:80"])(
  "%s is none",
  (text) => {
    expect(parseListenAddress(text)).toBeUndefined();
  },
);
