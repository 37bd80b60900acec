import { createHmac } from "node:crypto";
import type { KubernetesObject } from "../../../sdk/index.ts";

/** What kubectl apply leaves behind holds the values, too. */
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** A copy of a Secret in which every value is a keyed hash: equal values of one object stay equal, and none can be read. */
export function redactSecret(secret: KubernetesObject, key: Buffer): KubernetesObject {
  const uid = secret.metadata.uid ?? "";
  const redact = (path: string, value: unknown) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `redacted:${createHmac("sha256", key).update(uid).update(path).update(text).digest("hex").slice(0, 16)}`;
  };
  const redactMembers = (member: "data" | "stringData") => {
    const values = secret[member];
    if (typeof values !== "object" || values === null) return {};
    const redacted = Object.entries(values).map(([name, value]) => [name, redact(`/${member}/${name}`, value)]);
    return { [member]: Object.fromEntries(redacted) as Record<string, string> };
  };
  const { annotations } = secret.metadata;
  const lastApplied = annotations?.[LAST_APPLIED];
  const metadata =
    lastApplied === undefined
      ? secret.metadata
      : {
          ...secret.metadata,
          annotations: { ...annotations, [LAST_APPLIED]: redact(`/metadata/annotations/${LAST_APPLIED}`, lastApplied) },
        };
  return { ...secret, metadata, ...redactMembers("data"), ...redactMembers("stringData") };
}
