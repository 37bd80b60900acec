import type { KubernetesObject } from "../../../event.ts";
import { apiVersionOf, type ServedKind } from "./served-kind.ts";

/** The object as this version of its kind shows it. */
export function servedObject(object: KubernetesObject, kind: ServedKind): KubernetesObject {
  return { ...object, apiVersion: apiVersionOf(kind), kind: kind.kind };
}
