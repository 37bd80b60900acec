import { hash } from "node:crypto";
import type { KwatchmanEvent, Resource } from "../../../sdk/index.ts";
import { createIsoTime } from "../../time/iso-time.ts";
import type { Change } from "./change.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { freezeSharing } from "./freeze-sharing.ts";

const isoTime = createIsoTime();
/** Each is made once, for one cluster: encoding the parts takes as long as hashing an event's id. */
const sources = new WeakMap<Resource, { readonly clusterName: string; readonly source: string }>();

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
    time: isoTime(observation.seenAt),
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

function eventSource(clusterName: string, resource: Resource): string {
  const made = sources.get(resource);
  if (made?.clusterName === clusterName) return made.source;
  const { group, version, plural } = resource;
  const api = group === "" ? ["api"] : ["apis", group];
  const source = ["", "clusters", clusterName, ...api, version, plural].map(encodeURIComponent).join("/");
  sources.set(resource, { clusterName, source });
  return source;
}
