import { isDeepStrictEqual } from "node:util";
import type { KubernetesObject } from "../../../event.ts";
import { isJsonObject, type JsonObject } from "../json-object.ts";

/**
 * `metadata.managedFields` after a write: who wrote which members, when. A simple form of what the API server keeps:
 * members of the first level only.
 */
export function recordManager(
  manager: string,
  next: KubernetesObject,
  previous: KubernetesObject | undefined,
): readonly JsonObject[] {
  const entries = previous?.metadata["managedFields"];
  const others = Array.isArray(entries) ? entries.filter(isJsonObject) : [];
  const own = others.find((entry) => entry["manager"] === manager);
  const written: Record<string, unknown> = isJsonObject(own?.["fieldsV1"]) ? { ...own["fieldsV1"] } : {};
  for (const [member, value] of Object.entries(next)) {
    if (member === "apiVersion" || member === "kind" || member === "metadata") continue;
    if (!isDeepStrictEqual(value, previous?.[member])) written[`f:${member}`] = {};
  }
  const entry = {
    manager,
    operation: "Update",
    apiVersion: next.apiVersion,
    time: timestamp(),
    fieldsType: "FieldsV1",
    fieldsV1: written,
  };
  return [...others.filter((other) => other !== own), entry];
}

/** Now, as the API server writes times: whole seconds. */
export function timestamp(): string {
  return new Date().toISOString().replace(/\.\d+/, "");
}
