import type { KubernetesObject } from "../../../event.ts";
import { isJsonObject, type JsonObject } from "../json-object.ts";
import { apiVersionOf, type ServedKind } from "../kinds/served-kind.ts";
import { badRequest } from "../status-error.ts";

/** A manifest as a client sent it: of the right kind and namespace, but perhaps still without a name. */
export interface SentManifest {
  readonly metadata: JsonObject & {
    readonly name?: string;
    readonly generateName?: string;
    readonly resourceVersion?: string;
  };
  /** Everything but apiVersion, kind and metadata. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** Reads a request's body as a manifest of this kind in this namespace; a 400 if it is something else. */
export function readManifest(kind: ServedKind, namespace: string | undefined, body: unknown): SentManifest {
  if (!isJsonObject(body)) throw badRequest(`the object provided is unrecognized (must be of type ${kind.kind})`);
  // Only the built-in kinds are known from the path alone.
  const implied = kind.custom ? {} : { apiVersion: apiVersionOf(kind), kind: kind.kind };
  const { apiVersion, kind: name, metadata = {}, ...members } = { ...implied, ...body } as JsonObject;
  if (apiVersion !== apiVersionOf(kind) || name !== kind.kind) {
    throw badRequest(
      `${JSON.stringify(name)} in version ${JSON.stringify(apiVersion)} cannot be handled as a ${kind.kind}`,
    );
  }
  if (!isJsonObject(metadata)) throw badRequest("metadata: expected an object");
  if (namespace !== undefined && (metadata["namespace"] ?? namespace) !== namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  return { metadata: { ...metadata, ...(namespace !== undefined && { namespace }) }, members };
}

/** The same, of an object that has a name. */
export function readObject(
  kind: ServedKind,
  { namespace, name }: { readonly namespace?: string; readonly name: string },
  body: unknown,
): KubernetesObject {
  const { metadata, members } = readManifest(kind, namespace, body);
  if (metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name ?? ""}) does not match the name on the URL (${name})`);
  }
  return { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: { ...metadata, name }, ...members };
}
