import { randomBytes } from "node:crypto";
import type { WebhookSpec } from "../../runtimes/handler-spec.ts";
import { openPlugin } from "../open-plugin.ts";
import { type Finding, finding } from "./findings.ts";
import type { Overheard } from "./overheard.ts";
import type { Probe } from "./probes.ts";

/** Whether a receiver refuses what somebody else has signed. */
export async function judgeSignature(spec: WebhookSpec, { event }: Probe, { logs }: Overheard): Promise<Finding[]> {
  if (spec.secrets.length === 0) return [finding("not-signed", "No secret was given.")];
  const another = `whsec_${randomBytes(32).toString("base64")}`;
  const forger = await openPlugin({ ...spec, secrets: [another] }, logs);
  try {
    const { outcome } = await forger.handle({ ...event, id: `${event.id}-forged` });
    if (outcome.outcome === "failed") return [];
    return [finding("believes-anybody", "It answered 2xx to an event that was signed with another secret.")];
  } finally {
    await forger.close();
  }
}
