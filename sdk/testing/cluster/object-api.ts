import type { KubernetesObject } from "../../event.ts";
import type { PatchOperation } from "../../result.ts";
import type { ClusterState } from "./cluster-state.ts";
import type { JsonObject } from "./json-object.ts";
import type { ServedKind } from "./kinds/served-kind.ts";
import { servedObject } from "./kinds/served-object.ts";
import { resourceNotFound } from "./status-error.ts";
import { objectKey } from "./storage/object-key.ts";
import { createObject } from "./writes/create-object.ts";
import { deleteObject } from "./writes/delete-object.ts";
import type { ObjectTarget } from "./writes/object-target.ts";
import { patchObject } from "./writes/patch-object.ts";
import { updateObject } from "./writes/replace-object.ts";

/** Names an object; a whole manifest does, too. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  /** `namespace` is "default" for a namespaced kind unless given. */
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** A manifest to be created. */
export interface NewObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Needs `name` or `generateName`. */
  readonly metadata: JsonObject & { readonly namespace?: string };
  readonly [member: string]: unknown;
}

/** What an update or a patch is about beside the object. */
export interface WriteOptions {
  /** Only `…/status` writes the status of the kinds that have it. */
  readonly subresource?: "status";
}

/**
 * The objects, without HTTP between: for tests and stories. What the API server would refuse is thrown as a StatusError.
 * What is handed in and out are copies.
 */
export interface ObjectApi {
  create(manifest: NewObject): KubernetesObject;
  update(object: KubernetesObject, options?: WriteOptions): KubernetesObject;
  /** A list of operations is a JSON patch, an object a merge patch. */
  patch(of: ObjectReference, patch: JsonObject | readonly PatchOperation[], options?: WriteOptions): KubernetesObject;
  delete(of: ObjectReference): void;
  /** Undefined: there is none. */
  get(of: ObjectReference): KubernetesObject | undefined;
}

const MANAGER = "embedded-cluster";

export function objectApi(cluster: ClusterState): ObjectApi {
  const targetOf = ({ apiVersion, kind: name, metadata }: ObjectReference): ObjectTarget => {
    const kind = requireKind(cluster, apiVersion, name);
    return { kind, ...namespaceOf(kind, metadata.namespace), name: metadata.name };
  };
  return {
    create(manifest) {
      const kind = requireKind(cluster, manifest.apiVersion, manifest.kind);
      const { namespace } = namespaceOf(kind, manifest.metadata.namespace);
      return copy(createObject(cluster, kind, namespace, structuredClone(manifest), MANAGER), kind);
    },
    update(object, { subresource } = {}) {
      const target = { ...targetOf(object), ...(subresource && { subresource }) };
      return copy(updateObject(cluster, target, structuredClone(object), MANAGER), target.kind);
    },
    patch(of, patch, { subresource } = {}) {
      const target = { ...targetOf(of), ...(subresource && { subresource }) };
      const mediaType = Array.isArray(patch) ? "application/json-patch+json" : "application/merge-patch+json";
      return copy(patchObject(cluster, target, mediaType, structuredClone(patch), MANAGER), target.kind);
    },
    delete(of) {
      deleteObject(cluster, targetOf(of), undefined);
    },
    get(of) {
      const target = targetOf(of);
      const object = cluster.store.collection(target.kind.storage).get(objectKey(target));
      return object && copy(object, target.kind);
    },
  };
}

const copy = (object: KubernetesObject, kind: ServedKind) => structuredClone(servedObject(object, kind));

function requireKind({ kinds }: ClusterState, apiVersion: string, name: string): ServedKind {
  const kind = kinds.findKind(apiVersion, name);
  if (!kind) throw resourceNotFound();
  return kind;
}

function namespaceOf(kind: ServedKind, namespace = "default"): { namespace?: string } {
  return kind.namespaced ? { namespace } : {};
}
