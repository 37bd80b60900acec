import { type Static, Type } from "typebox";
import { Defaulted } from "./defaulted.ts";

/** An isolate's limits unless its manifest says otherwise. */
export const isolateLimits = { memory: "64Mi", cpu: "500ms" } as const;

/** `plugin.toml`: what a plugin is, what it needs and what its user may set. */
export const ManifestSchema = Type.Object(
  {
    name: Type.String({
      format: "plugin-name",
      pattern: "^[a-zA-Z][a-zA-Z0-9-]*$",
      description: "The folder's name.",
    }),
    version: Type.String({ minLength: 1, description: "The plugin's own version." }),
    contract: Type.Literal(1, { description: "The version of the event and result contract it speaks." }),
    description: Type.Optional(Type.String()),
    runtime: Type.Enum(["module", "isolate", "webhook", "exec"], { description: "How the host runs it." }),
    entry: Type.Optional(Type.String({ description: "module, isolate: the file to load, relative to the folder." })),
    command: Type.Optional(
      Type.Array(Type.String(), { minItems: 1, description: "exec: the program and its arguments; no shell." }),
    ),
    mode: Type.Optional(
      Type.Enum(["once", "stream"], {
        description: "exec: a process for each event (if nothing is said), or one that stays.",
      }),
    ),
    url: Type.Optional(Type.String({ format: "http-url", description: "webhook: where events are posted." })),
    timeout: Defaulted(
      Type.String({ format: "duration", formatMinimum: "1ms", default: "10s", description: "Limit of one call." }),
    ),
    once: Defaulted(
      Type.Boolean({
        default: false,
        description: "Not called again for an event it succeeded on: its result is kept and applied again.",
      }),
    ),
    concurrency: Defaulted(Type.Integer({ minimum: 1, maximum: 10_000, default: 16, description: "Calls in flight." })),
    rate: Type.Optional(
      Type.String({ format: "rate", description: 'How often it may be called, such as "1/s" or "30/m".' }),
    ),
    limits: Type.Optional(
      Type.Object(
        {
          memory: Defaulted(
            Type.String({
              format: "size",
              formatMinimum: "8Mi",
              formatMaximum: "1Gi",
              default: isolateLimits.memory,
              description: "isolate: its heap.",
            }),
          ),
          cpu: Defaulted(
            Type.String({
              format: "duration",
              formatMinimum: "100ms",
              default: isolateLimits.cpu,
              description: "isolate: processor time of one call.",
            }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    permissions: Type.Optional(
      Type.Object(
        {
          fetch: Type.Optional(
            Type.Array(Type.String({ format: "origin" }), { description: "isolate: exact origins it may reach." }),
          ),
          env: Type.Optional(
            Type.Array(Type.String({ format: "variable" }), { description: "exec: environment variables passed on." }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    settings: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: "JSON Schema of what a user may set; writeOnly marks secrets.",
      }),
    ),
  },
  { additionalProperties: false },
);

/** A plugin's manifest, its defaults filled in. */
export type Manifest = Static<typeof ManifestSchema>;
