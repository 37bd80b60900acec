import { Type } from "typebox";

/** What happened to the object, as handlers see it: decided from what they last saw, not from the watch's own word. */
export const ActionSchema = Type.Union([Type.Literal("add"), Type.Literal("update"), Type.Literal("delete")], {
  description: "What happened to the object since handlers last saw it.",
});

/** A Kubernetes manifest as the API server sends it, less `metadata.managedFields`; a Secret's values are redacted. */
const KubernetesObjectSchema = Type.Object(
  {
    apiVersion: Type.String(),
    kind: Type.String(),
    metadata: Type.Object(
      {
        name: Type.String(),
        namespace: Type.Optional(Type.String()),
        uid: Type.Optional(Type.String()),
        resourceVersion: Type.Optional(Type.String()),
        labels: Type.Optional(Type.Record(Type.String(), Type.String())),
        annotations: Type.Optional(Type.Record(Type.String(), Type.String())),
      },
      { additionalProperties: true },
    ),
  },
  { additionalProperties: true },
);

/** The kind of the object: as served, so `version` is the one the server prefers. */
export const ResourceSchema = Type.Object({
  group: Type.String({ description: 'The API group; "" for core kinds.' }),
  version: Type.String(),
  kind: Type.String(),
  plural: Type.String(),
  namespaced: Type.Boolean(),
});

/** `event.data`: the change itself. Members beyond these were added by handlers' patches. */
const EventDataSchema = Type.Object(
  {
    action: ActionSchema,
    initial: Type.Boolean({
      description: "True only in the first complete list of a resource that the store has never listed.",
    }),
    missed: Type.Boolean({ description: "True: found by comparing a list with what was known." }),
    merged: Type.Integer({ minimum: 1, description: "How many observed changes this event stands for." }),
    cluster: Type.String({ description: "The cluster's name in the configuration, else the context's." }),
    resource: ResourceSchema,
    namespace: Type.Optional(Type.String({ description: "Left out for cluster-scoped kinds." })),
    name: Type.String(),
    uid: Type.String(),
    resourceVersion: Type.String(),
    object: KubernetesObjectSchema,
    oldObject: Type.Union([KubernetesObjectSchema, Type.Null()], {
      description: "What handlers last saw of this object; null if they never saw it.",
    }),
    finalStateKnown: Type.Boolean({ description: "False: a delete that only a list found." }),
  },
  { additionalProperties: true },
);

/** CloudEvents 1.0 in structured JSON: the same bytes on every attempt. */
export const EventSchema = Type.Object({
  specversion: Type.Literal("1.0"),
  id: Type.String({
    pattern: "^[^.]+$",
    description: "A hash of cluster, uid, action and resourceVersion: the same change has the same id.",
  }),
  source: Type.String({ description: "/clusters/NAME/apis/GROUP/VERSION/PLURAL, parts percent-encoded." }),
  type: Type.String({ pattern: "^dev\\.kwatchman\\.resource\\.(add|update|delete)\\.v1$" }),
  subject: Type.String({ description: "namespace/name, or name." }),
  time: Type.String({ description: "When the host saw the change (RFC 3339, UTC)." }),
  datacontenttype: Type.Literal("application/json"),
  data: EventDataSchema,
});
