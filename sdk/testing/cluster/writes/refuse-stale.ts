import type { KubernetesObject } from "../../../event.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { conflict } from "../status-error.ts";

/** Throws the 409 of a write that was made for another state, or another object, than the one that is there. */
export function refuseStale(kind: ServedKind, current: KubernetesObject, sent: KubernetesObject): void {
  const { name, uid, resourceVersion } = current.metadata;
  if (sent.metadata.uid && sent.metadata.uid !== uid) {
    const why = `Precondition failed: UID in precondition: ${sent.metadata.uid}, UID in object meta: ${uid}`;
    throw conflict(kind, name, why);
  }
  if (sent.metadata.resourceVersion && sent.metadata.resourceVersion !== resourceVersion) {
    const why = "the object has been modified; please apply your changes to the latest version and try again";
    throw conflict(kind, name, why);
  }
}
