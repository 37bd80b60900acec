import { isJsonObject, type JsonObject } from "../json-object.ts";
import { StatusError } from "../status-error.ts";
import type { AccessRules } from "./access-rules.ts";

/** Answers a SelfSubjectAccessReview. */
export function reviewAccess(access: AccessRules, review: unknown): JsonObject {
  const spec = isJsonObject(review) && isJsonObject(review["spec"]) ? review["spec"] : undefined;
  const attributes = spec?.["resourceAttributes"];
  if (!isJsonObject(attributes)) throw new StatusError(422, "Invalid", "spec.resourceAttributes: Required value");
  const text = (member: string) => (typeof attributes[member] === "string" ? attributes[member] : "");
  const subresource = text("subresource");
  const allowed = access.allows({
    verb: text("verb"),
    group: text("group"),
    resource: subresource === "" ? text("resource") : `${text("resource")}/${subresource}`,
    ...(text("namespace") !== "" && { namespace: text("namespace") }),
  });
  return {
    kind: "SelfSubjectAccessReview",
    apiVersion: "authorization.k8s.io/v1",
    metadata: { creationTimestamp: null },
    spec,
    status: { allowed },
  };
}
