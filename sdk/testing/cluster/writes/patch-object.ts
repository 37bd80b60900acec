import jsonPatch, { type Operation } from "fast-json-patch";
import type { KubernetesObject } from "../../../event.ts";
import type { ClusterState } from "../cluster-state.ts";
import { isJsonObject } from "../json-object.ts";
import { servedObject } from "../kinds/served-object.ts";
import { badRequest, StatusError, unsupportedMediaType } from "../status-error.ts";
import { mergePatch } from "./merge-patch.ts";
import { existingObject, type ObjectTarget } from "./object-target.ts";
import { readObject } from "./read-manifest.ts";
import { replaceObject } from "./replace-object.ts";

/** Patches an object by a body whose media type says how. */
export function patchObject(
  cluster: ClusterState,
  target: ObjectTarget,
  mediaType: string,
  body: unknown,
  manager: string,
): KubernetesObject {
  const apply = patcherOf(mediaType);
  const current = existingObject(cluster, target);
  const patched = apply(servedObject(current, target.kind), body);
  return replaceObject(cluster, target, current, readObject(target.kind, target, patched), manager);
}

function patcherOf(mediaType: string): (object: KubernetesObject, patch: unknown) => unknown {
  switch (mediaType) {
    case "application/merge-patch+json":
      return applyMergePatch;
    case "application/json-patch+json":
      return applyJsonPatch;
    case "application/strategic-merge-patch+json":
    case "application/apply-patch+yaml":
      throw unsupportedMediaType(
        `the embedded cluster does not do ${mediaType.includes("apply") ? "server-side apply" : "strategic merge"} ` +
          "patches; send application/merge-patch+json or application/json-patch+json (kubectl patch --type=merge|json)",
      );
    default:
      throw unsupportedMediaType("415: Unsupported Media Type");
  }
}

function applyMergePatch(object: KubernetesObject, patch: unknown): unknown {
  if (!isJsonObject(patch)) throw new StatusError(422, "Invalid", "the merge patch is not an object", {});
  return mergePatch(object, patch);
}

function applyJsonPatch(object: KubernetesObject, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest("json: expected a list of JSON patch operations");
  try {
    return jsonPatch.applyPatch<unknown>(object, patch as Operation[], true, false).newDocument;
  } catch (error) {
    // The first line says why; what follows is the whole object.
    const [why] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new StatusError(422, "Invalid", `the JSON patch does not apply: ${why}`, {});
  }
}
