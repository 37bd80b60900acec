import { createHash } from "node:crypto";
import type { EventData, KubernetesObject, KwatchmanEvent, Resource } from "../event.ts";

/** What a fixture's event differs in from the plain one: members of `event.data`, its own or added by earlier handlers. */
export interface EventFixture<Manifest extends KubernetesObject = KubernetesObject> extends Partial<EventData> {
  /** Edits a copy of the manifest in place; the copy is the event's `object`. @default nothing is changed */
  readonly change?: (object: Manifest) => void;
}

/** An event about any object: `manifest` is what handlers last saw. An update unless said; deeply frozen, as the host's are. */
export function eventOf<Manifest extends KubernetesObject>(
  kind: Resource,
  manifest: Manifest,
  { change, ...differing }: EventFixture<Manifest> = {},
): KwatchmanEvent {
  const object = structuredClone(manifest);
  change?.(object);
  const data = { ...plainData(kind, object), oldObject: differing.action === "add" ? null : manifest, ...differing };
  const identity = [data.cluster, data.uid, data.action, data.resourceVersion];
  return deepFreeze({
    specversion: "1.0",
    id: createHash("sha256").update(identity.join("\n")).digest("hex").slice(0, 32),
    source: `/clusters/${data.cluster}/${kind.group === "" ? "api" : `apis/${kind.group}`}/${kind.version}/${kind.plural}`,
    type: `dev.kwatchman.resource.${data.action}.v1`,
    subject: data.namespace === undefined ? data.name : `${data.namespace}/${data.name}`,
    time: "2026-11-22T07:00:00.123Z",
    datacontenttype: "application/json",
    data,
  });
}

function plainData(kind: Resource, object: KubernetesObject): EventData {
  const { name, namespace, uid = "", resourceVersion = "" } = object.metadata;
  return {
    action: "update",
    initial: false,
    missed: false,
    merged: 1,
    cluster: "prod",
    resource: kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    uid,
    resourceVersion,
    object,
    oldObject: null,
    finalStateKnown: true,
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) deepFreeze(member);
    Object.freeze(value);
  }
  return value;
}
