import { metadata } from "./metadata.ts";

/** A Secret whose values the host has redacted. */
export function secret() {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: metadata("web-token"),
    type: "Opaque",
    data: { token: "redacted:0123456789abcdef" } as Record<string, string>,
  };
}

/** A ConfigMap with a file of several lines. */
export function configMap() {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: metadata("web-config"),
    data: {
      "app.properties": Array.from({ length: 12 }, (_, line) => `key${line} = value${line}\n`).join(""),
      currency: "EUR",
    } as Record<string, string>,
  };
}
