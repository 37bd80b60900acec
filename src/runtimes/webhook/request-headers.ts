import { version } from "../../version.ts";
import type { WebhookSpec } from "../handler-spec.ts";
import type { Call } from "../handler.ts";
import { sign, signingKey } from "./signature.ts";

/** Makes the headers of one attempt, at a time in milliseconds since the epoch. */
export type RequestHeaders = (call: Call, body: Uint8Array, now: number) => Readonly<Record<string, string>>;

/** Those of the configuration, of CloudEvents in structured mode, of Standard Webhooks, and the delivery's facts. */
export function createRequestHeaders({ headers, secrets }: WebhookSpec): RequestHeaders {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const keys = secrets.map(signingKey);
  return ({ event, attempt, deadline }, body, now) => {
    const { id } = event.event;
    const timestamp = Math.floor(now / 1000);
    return {
      accept: "application/json, */*;q=0.5",
      "user-agent": `kwatchman/${version}`,
      ...Object.fromEntries(own),
      "content-type": "application/cloudevents+json; charset=utf-8",
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      ...(keys.length === 0 ? {} : { "webhook-signature": sign(keys, { id, timestamp, body }) }),
      "kwatchman-attempt": String(attempt),
      "kwatchman-deadline": new Date(deadline).toISOString(),
    };
  };
}
