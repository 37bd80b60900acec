import type { KubernetesObject, Resource } from "../../sdk/index.ts";
import { redactSecret } from "./normalise/redact-secret.ts";
import type { RawObject } from "./reflector/raw-object.ts";

/** Turns what the server sends into what everything past the reflector sees. */
export type Normalise = (raw: RawObject) => KubernetesObject;

/**
 * For one kind: lists and watches give the same object, without `metadata.managedFields`, and of a Secret only what
 * tells that a value changed. What is so already is given back itself.
 */
export function createNormalise(resource: Resource, redactionKey: Buffer): Normalise {
  const { group, version, kind, plural } = resource;
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const isSecret = group === "" && plural === "secrets";
  return (raw) => {
    // Items of a list of a built-in kind have neither; where they are, they are the same.
    const isNamed = raw.apiVersion !== undefined && raw.kind !== undefined;
    const named = isNamed ? raw : { apiVersion, kind, ...raw };
    const object = withoutManagedFields(named) as KubernetesObject;
    return isSecret ? redactSecret(object, redactionKey) : object;
  };
}

function withoutManagedFields(raw: RawObject): RawObject {
  if (raw.metadata["managedFields"] === undefined) return raw;
  const { managedFields: _, ...metadata } = raw.metadata;
  return { ...raw, metadata };
}
