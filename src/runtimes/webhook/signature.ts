import { createHmac } from "node:crypto";

/** What is signed, as Standard Webhooks has it. */
export interface SignedMessage {
  /** Without a ".", which separates the parts. */
  readonly id: string;
  /** Of this attempt, in seconds since the epoch. */
  readonly timestamp: number;
  readonly body: Uint8Array;
}

/** Turns a secret (`whsec_…`) into its key. */
export function signingKey(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ""), "base64");
}

/** The value of `webhook-signature`: one signature for each key. */
export function sign(keys: readonly Buffer[], { id, timestamp, body }: SignedMessage): string {
  return keys
    .map((key) => `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64")}`)
    .join(" ");
}
