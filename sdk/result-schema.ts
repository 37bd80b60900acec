import { Type } from "typebox";

/** One RFC 6902 operation on `event.data`. */
export const PatchOperationSchema = Type.Object({
  op: Type.Union([
    Type.Literal("add"),
    Type.Literal("remove"),
    Type.Literal("replace"),
    Type.Literal("move"),
    Type.Literal("copy"),
    Type.Literal("test"),
  ]),
  path: Type.String({ description: "JSON Pointer into event.data." }),
  from: Type.Optional(Type.String()),
  value: Type.Optional(Type.Unknown()),
});

/** What a handler answers; nothing at all means `{ "next": true }`. Unknown members are ignored. */
export const ResultSchema = Type.Object(
  {
    next: Type.Optional(Type.Boolean({ default: true, description: "False ends the chain for this event." })),
    reason: Type.Optional(Type.String({ description: "Why; shown in metrics and debug logs." })),
    patch: Type.Optional(
      Type.Array(PatchOperationSchema, {
        description:
          "RFC 6902 on event.data, for the handlers that follow. It may touch `object`, `oldObject` and members that handlers added.",
      }),
    ),
    error: Type.Optional(
      Type.Object(
        {
          message: Type.String(),
          code: Type.Optional(Type.String()),
          retryable: Type.Optional(Type.Boolean({ default: true })),
          retryAfterMs: Type.Optional(Type.Number({ minimum: 0 })),
        },
        { description: "The handler failed, whatever its status or exit code.", additionalProperties: true },
      ),
    ),
  },
  { additionalProperties: true },
);
