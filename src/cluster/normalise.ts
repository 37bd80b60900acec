import type { KubernetesObject, Resource } from "../../sdk/index.ts";
import { redactSecret } from "./normalise/redact-secret.ts";
import type { RawObject } from "./reflector/raw-object.ts";

/** Turns what the server sends into what everything past the reflector sees. */
export type Normalise = (raw: RawObject) => KubernetesObject;

export interface NormaliseOptions {
  readonly resource: Resource;
  readonly redactionKey: Buffer;
  /** Whether nothing but apiVersion, kind and metadata is kept. */
  readonly metadataOnly: boolean;
}

/**
 * For one kind: lists and watches give the same object, without `metadata.managedFields`, and of a Secret only what
 * tells that a value changed. What is so already is given back itself.
 */
export function createNormalise({ resource, redactionKey, metadataOnly }: NormaliseOptions): Normalise {
  const { group, version, kind, plural } = resource;
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const isSecret = group === "" && plural === "secrets";
  const named = (raw: RawObject): RawObject => {
    // What was asked for as metadata says that it is that, not whose.
    if (metadataOnly) return { apiVersion, kind, metadata: raw.metadata };
    // Items of a list of a built-in kind have neither; where they are, they are the same.
    const isNamed = raw.apiVersion !== undefined && raw.kind !== undefined;
    return isNamed ? raw : { apiVersion, kind, ...raw };
  };
  return (raw) => {
    const object = withoutManagedFields(named(raw)) as KubernetesObject;
    return isSecret ? redactSecret(object, redactionKey) : object;
  };
}

function withoutManagedFields(raw: RawObject): RawObject {
  if (raw.metadata["managedFields"] === undefined) return raw;
  const { managedFields: _, ...metadata } = raw.metadata;
  return { ...raw, metadata };
}
