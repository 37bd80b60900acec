import { randomInt, randomUUID } from "node:crypto";
import type { KubernetesObject } from "../../../event.ts";
import type { ClusterState } from "../cluster-state.ts";
import { apiVersionOf, type ServedKind } from "../kinds/served-kind.ts";
import { alreadyExists, invalid, notFound, StatusError } from "../status-error.ts";
import { objectKey } from "../storage/object-key.ts";
import { checkDefinition, definitionStatus, isDefinition, serveDefinition } from "./definitions.ts";
import { recordManager, timestamp } from "./managed-fields.ts";
import { readManifest, type SentManifest } from "./read-manifest.ts";

/** Creates the object that a body describes and gives it back with what the server adds. */
export function createObject(
  cluster: ClusterState,
  kind: ServedKind,
  namespace: string | undefined,
  body: unknown,
  manager: string,
): KubernetesObject {
  const manifest = readManifest(kind, namespace, body);
  if (manifest.metadata.resourceVersion) {
    throw new StatusError(500, undefined, "resourceVersion should not be set on objects to be created");
  }
  const name = nameOf(kind, manifest);
  requireNamespace(cluster, namespace);
  const collection = cluster.store.collection(kind.storage);
  if (collection.get(objectKey({ name, ...(namespace !== undefined && { namespace }) }))) {
    throw alreadyExists(kind, name);
  }

  const object = completed(kind, manifest, name);
  if (isDefinition(kind)) checkDefinition(kind, object);
  const managedFields = recordManager(manager, object, undefined);
  const written = collection.put({ ...object, metadata: { ...object.metadata, managedFields } });
  if (isDefinition(kind)) serveDefinition(cluster, written);
  return written;
}

function completed(kind: ServedKind, { metadata, members }: SentManifest, name: string): KubernetesObject {
  const { status: sentStatus, ...rest } = members;
  const status = kind.statusSubresource ? kind.initialStatus : sentStatus;
  const object = {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: {
      ...metadata,
      name,
      uid: randomUUID(),
      creationTimestamp: timestamp(),
      ...(kind.counted && { generation: 1 }),
    },
    ...rest,
  };
  if (isDefinition(kind)) return { ...object, status: definitionStatus(object) };
  return status === undefined ? object : { ...object, status };
}

function nameOf(kind: ServedKind, { metadata }: SentManifest): string {
  if (metadata.name) return metadata.name;
  if (metadata.generateName) return metadata.generateName + randomSuffix();
  throw invalid(kind, "", "metadata.name", "Required value: name or generateName is required");
}

function requireNamespace({ kinds, store }: ClusterState, namespace: string | undefined): void {
  if (namespace === undefined || store.collection("namespaces").get(namespace)) return;
  const kind = kinds.find("v1", "namespaces");
  if (kind) throw notFound(kind, namespace);
}

// The API server's own letters: none that could make a word.
const LETTERS = "bcdfghjklmnpqrstvwxz2456789";

function randomSuffix(): string {
  return Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}
