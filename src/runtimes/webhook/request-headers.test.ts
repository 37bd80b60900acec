import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { deploymentEvent } from "../../../sdk/testing/index.ts";
import type { WebhookSpec } from "../handler-spec.ts";
import { createRequestHeaders } from "./request-headers.ts";

const now = Date.now();
const event = deploymentEvent();
const json = JSON.stringify(event);

function headersFor(spec: Partial<Pick<WebhookSpec, "headers" | "secrets">>): Readonly<Record<string, string>> {
  const call = { event: { event, json }, attempt: 3, deadline: now + 5000, signal: new AbortController().signal };
  return createRequestHeaders({ headers: {}, secrets: [], ...spec } as WebhookSpec)(call, Buffer.from(json), now);
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

test("the contract's headers: which event, which attempt, until when", () => {
  expect(headersFor({})).toMatchObject({
    "content-type": "application/cloudevents+json; charset=utf-8",
    "webhook-id": event.id,
    "webhook-timestamp": String(Math.floor(now / 1000)),
    "kwatchman-attempt": "3",
    "kwatchman-deadline": new Date(now + 5000).toISOString(),
  });
});

test("without a secret there is no signature", () => {
  expect(headersFor({})).not.toHaveProperty("webhook-signature");
});

test("each secret signs, and a receiver that knows any of them can verify", () => {
  const secrets = [newSecret(), newSecret()];
  const headers = headersFor({ secrets });
  expect(headers["webhook-signature"]).toMatch(/^v1,[\w+/]+=* v1,[\w+/]+=*$/);
  for (const secret of secrets) expect(new Webhook(secret).verify(json, headers)).toEqual(event);
  expect(() => new Webhook(newSecret()).verify(json, headers)).toThrow("No matching signature");
  expect(() => new Webhook(secrets[0] ?? "").verify(`${json} `, headers)).toThrow("No matching signature");
});

test("the configuration's headers are sent too, and may say what the user agent is", () => {
  const headers = headersFor({ headers: { Authorization: "Bearer hunter2", "User-Agent": "mine/1" } });
  expect(headers).toMatchObject({ authorization: "Bearer hunter2", "user-agent": "mine/1" });
  expect(headers).not.toHaveProperty("User-Agent");
});
