/** What happened to the object, as handlers see it: decided from what they last saw, not from the watch's own word. */
export type Action = "add" | "update" | "delete";

/** The kind of the object: as served, so `version` is the one the server prefers. */
export interface Resource {
  /** The API group; "" for core kinds. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** A Kubernetes manifest. Only what every object has is typed; the rest is `unknown`. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly [member: string]: unknown;
}

/** The part of `metadata` that every object has. */
export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

/** The change itself. Frozen; members beyond these were added by the patches of earlier handlers. */
export interface EventData {
  readonly action: Action;
  readonly initial: boolean;
  readonly missed: boolean;
  readonly merged: number;
  readonly cluster: string;
  readonly resource: Resource;
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly object: KubernetesObject;
  readonly oldObject: KubernetesObject | null;
  readonly finalStateKnown: boolean;
  readonly [member: string]: unknown;
}

/** One change of one object, as a CloudEvent. Frozen. */
export interface KwatchmanEvent {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: `dev.kwatchman.resource.${Action}.v1`;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly data: EventData;
}
