import { type Static, Type } from "typebox";
import { Defaulted } from "../defaulted.ts";
import { ActionSchema } from "../event-schema.ts";
import { Text } from "./text.ts";

const WhenSchema = Type.Object(
  {
    kinds: Type.Optional(
      Type.Array(Text({ format: "kind" }), {
        minItems: 1,
        description: "Kinds or plurals in any case, or `kind.group`.",
      }),
    ),
    namespaces: Type.Optional(
      Type.Array(Text({ format: "namespace-pattern" }), {
        minItems: 1,
        description: 'Names and globs, `"!"` to leave out. An object without a namespace matches no list.',
      }),
    ),
    actions: Type.Optional(Type.Array(ActionSchema, { minItems: 1, description: "What happened to the object." })),
    labels: Type.Optional(Text({ format: "label-selector", description: "A label selector on the object's labels." })),
  },
  {
    additionalProperties: false,
    default: {},
    description: "Which events the handler is for; any other passes it over and goes on along the chain.",
  },
);

const WebhookSecret = Text({ format: "webhook-secret", writeOnly: true });

const TlsSchema = Type.Object(
  {
    ca: Type.Optional(Text({ format: "pem", description: "The authorities to trust, instead of the system's." })),
    cert: Type.Optional(Text({ format: "pem", description: "The client's certificate." })),
    key: Type.Optional(Text({ format: "pem", writeOnly: true, description: "The client's key." })),
  },
  {
    additionalProperties: false,
    description: 'webhook: how its server is trusted and what it is shown, PEM texts such as `{ file = "ca.pem" }`.',
  },
);

/** One [[handler]]; its other keys are the settings of its plugin. */
export const HandlerConfigSchema = Type.Object(
  {
    name: Text({ minLength: 1, description: "The handler's name, and its plugin's unless `plugin` is given." }),
    plugin: Type.Optional(Text({ minLength: 1, description: "The plugin's name, if it is not the handler's." })),
    when: Defaulted(WhenSchema),
    timeout: Type.Optional(
      Text({
        format: "duration",
        formatMinimum: "1ms",
        description: "Limit of one call, instead of the manifest's (`10s` unless it says otherwise).",
      }),
    ),
    once: Type.Optional(
      Type.Boolean({
        description: "Not called again for an event it succeeded on, instead of what the manifest says.",
      }),
    ),
    concurrency: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_000,
        description: "Calls in flight, instead of the manifest's (16 unless it says otherwise).",
      }),
    ),
    rate: Type.Optional(
      Text({
        format: "rate",
        description: 'How often it may be called, such as `"1/s"`, instead of what the manifest says.',
      }),
    ),
    onBreak: Defaulted(
      Type.Enum(["wait", "skip"], {
        default: "wait",
        description: "What events do while the handler keeps failing: wait for it, or go on without it.",
      }),
    ),
    runtime: Type.Optional(
      Type.Enum(["webhook", "exec"], { description: "How it runs, if it is defined here and not by a plugin." }),
    ),
    url: Type.Optional(Text({ format: "http-url", writeOnly: true, description: "webhook: where events are posted." })),
    secret: Type.Optional(
      Type.Union([WebhookSecret, Type.Array(WebhookSecret, { minItems: 1 })], {
        description: "webhook: `whsec_…`, which signs requests; a list while one is being replaced.",
      }),
    ),
    headers: Type.Optional(
      Type.Record(Type.String(), Text({ format: "header-value" }), {
        propertyNames: { format: "header-name" },
        description: "webhook: headers of its requests, beside those of the contract.",
      }),
    ),
    tls: Type.Optional(TlsSchema),
    proxy: Type.Optional(
      Text({
        format: "proxy-url",
        writeOnly: true,
        description: "webhook: the HTTP proxy it is reached through, with name and password if it asks.",
      }),
    ),
    allowPrivate: Type.Optional(
      Type.Array(Text({ format: "origin" }), {
        minItems: 1,
        description: "isolate, webhook plugins: origins of the manifest that may lie at private addresses.",
      }),
    ),
    command: Type.Optional(
      Type.Array(Text(), { minItems: 1, description: "exec: the program and its arguments; no shell." }),
    ),
    mode: Type.Optional(
      Type.Enum(["once", "stream"], {
        description: "exec: a process for each event (if nothing is said), or one that stays.",
      }),
    ),
    env: Type.Optional(
      Type.Record(Type.String(), Text(), {
        propertyNames: { format: "variable" },
        description: "exec: environment variables it gets, beside PATH, HOME, TZ and LANG.",
      }),
    ),
  },
  { additionalProperties: true },
);

export type HandlerConfigEntry = Static<typeof HandlerConfigSchema>;
