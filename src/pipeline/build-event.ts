import { hash } from "node:crypto";
import type { KwatchmanEvent, Resource } from "../../sdk/index.ts";
import type { Change } from "./change.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { freezeSharing } from "./freeze-sharing.ts";

/** The change as a CloudEvent, deeply frozen. Equal changes have equal ids, whenever and however they were found. */
export function buildEvent(change: Change, clusterName: string): KwatchmanEvent {
  const { action, observation } = change;
  const { resource, namespace, name } = observation;
  const oldObject = change.oldObject && deepFreeze(change.oldObject);
  return deepFreeze<KwatchmanEvent>({
    specversion: "1.0",
    id: eventId(change),
    source: eventSource(clusterName, resource),
    type: `dev.kwatchman.resource.${action}.v1`,
    subject: namespace === "" ? name : `${namespace}/${name}`,
    time: new Date(observation.seenAt).toISOString(),
    datacontenttype: "application/json",
    data: {
      action,
      initial: observation.initial,
      missed: change.missed,
      merged: change.merged,
      cluster: clusterName,
      resource,
      ...(namespace === "" ? {} : { namespace }),
      name,
      uid: change.uid,
      resourceVersion: change.resourceVersion,
      object: oldObject === null ? change.object : freezeSharing(change.object, oldObject),
      oldObject,
      finalStateKnown: change.finalStateKnown,
    },
  });
}

/** Made from the cluster's identity, not its name: a cluster that is renamed repeats no change as another one. */
function eventId({ action, observation, uid, resourceVersion }: Change): string {
  // base64url has no ".", which separates the parts of what a webhook signs.
  return hash("sha256", `${observation.scope.cluster}\n${uid}\n${action}\n${resourceVersion}`, "base64url");
}

function eventSource(clusterName: string, { group, version, plural }: Resource): string {
  const api = group === "" ? ["api"] : ["apis", group];
  return ["", "clusters", clusterName, ...api, version, plural].map(encodeURIComponent).join("/");
}
