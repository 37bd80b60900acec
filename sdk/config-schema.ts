import { type Static, Type } from "typebox";
import { Defaulted } from "./defaulted.ts";
import { ActionSchema } from "./event-schema.ts";

/** The title of the schema of references, by which messages know not to offer them. */
export const referenceTitle = "reference";

/** `{ env = "NAME" }` or `{ file = "path" }`: may stand wherever a string may. */
const ReferenceSchema = Type.Object(
  {
    env: Type.Optional(Type.String({ description: "The environment variable that holds the string." })),
    file: Type.Optional(Type.String({ description: "The file that holds the string, relative to this one." })),
  },
  { title: referenceTitle, minProperties: 1, maxProperties: 1, additionalProperties: false },
);

interface TextOptions {
  readonly description?: string;
  readonly default?: string;
  readonly format?: string;
  readonly formatMinimum?: string;
  readonly minLength?: number;
  readonly writeOnly?: boolean;
}

/** A string, or where it comes from; a string once references are resolved. */
function Text({ description, default: byDefault, writeOnly, ...string }: TextOptions = {}) {
  const annotations = {
    ...(writeOnly && { writeOnly }),
    ...(description && { description }),
    ...(byDefault !== undefined && { default: byDefault }),
  };
  return Type.Unsafe<string>(Type.Union([Type.String(string), ReferenceSchema], annotations));
}

const RetrySchema = Type.Object(
  {
    attempts: Defaulted(
      Type.Integer({ minimum: 0, maximum: 1000, default: 3, description: "Tries after the first one." }),
    ),
    backoff: Defaulted(
      Text({
        format: "duration",
        default: "1s",
        description: "The pause before the first retry; it doubles with each.",
      }),
    ),
    maxBackoff: Defaulted(
      Text({ format: "duration", default: "30s", description: "The longest pause between two tries." }),
    ),
  },
  { additionalProperties: false, default: {}, description: "What happens when a handler fails." },
);

const WatchSchema = Type.Object(
  {
    timeout: Defaulted(
      Text({
        format: "duration",
        formatMinimum: "1s",
        default: "105s",
        description: "How long one watch request lasts, give or take a seventh.",
      }),
    ),
  },
  { additionalProperties: false, default: {}, description: "How the API server is watched." },
);

const StoreSchema = Type.Object(
  {
    kind: Defaulted(
      Type.Enum(["memory", "sqlite"], {
        default: "sqlite",
        description:
          "Where it is kept what handlers last saw of each object. With `memory` every start is the first one.",
      }),
    ),
    path: Type.Optional(
      Text({
        minLength: 1,
        description:
          "The SQLite file, relative to this one; else `kwatchman/kwatchman.db` in `$XDG_STATE_HOME`, or in `~/.local/state`.",
      }),
    ),
    maxDeadLetters: Defaulted(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        default: 10_000,
        description: "Dead letters that are kept; the oldest make room.",
      }),
    ),
    deadLetterAge: Defaulted(
      Text({
        format: "duration",
        formatMinimum: "1s",
        default: "336h",
        description: "How long a dead letter is kept.",
      }),
    ),
  },
  { additionalProperties: false, default: {}, description: "What outlives a change." },
);

const HttpSchema = Type.Object(
  {
    address: Type.Optional(
      Text({
        format: "listen-address",
        description: "Where `/healthz`, `/readyz` and `/metrics` are served. Not given: they are not.",
      }),
    ),
  },
  { additionalProperties: false, description: "The health and metrics server." },
);

const namespacesDescription =
  'Names and globs, some left out with `"!"`. None: that of `-n`, else every namespace. Kinds without namespaces are watched whole.';

/** One [[resource]]: which objects are watched. */
export const ResourceConfigSchema = Type.Object(
  {
    kind: Text({
      format: "kind",
      description: "The kind, plural or short name in any case; its group behind a dot where it is needed.",
    }),
    apiVersion: Type.Optional(
      Text({ format: "api-version", description: "One API version, instead of the one the server prefers." }),
    ),
    namespaces: Defaulted(
      Type.Array(Text({ format: "namespace-pattern" }), { default: [], description: namespacesDescription }),
    ),
    labelSelector: Defaulted(
      Text({
        format: "label-selector",
        default: "",
        description: "Only objects with these labels. None: those of `-l`.",
      }),
    ),
    fieldSelector: Defaulted(
      Text({
        format: "field-selector",
        default: "",
        description: "Only objects with these field values; which fields there are depends on the kind.",
      }),
    ),
    metadataOnly: Defaulted(
      Type.Boolean({
        default: false,
        description: "Of each object only `apiVersion`, `kind` and `metadata` are asked for.",
      }),
    ),
  },
  { additionalProperties: false },
);

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

/** The configuration file. */
export const ConfigSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String({ description: "For editors; not read." })),
    cluster: Type.Optional(
      Text({
        minLength: 1,
        description: "The cluster's name in events; else the context's, in a cluster `in-cluster`.",
      }),
    ),
    pluginDirs: Defaulted(
      Type.Array(Text({ minLength: 1 }), {
        default: [],
        description: "Folders of plugins, relative to this file; searched in order, before the built-ins.",
      }),
    ),
    dropInDir: Type.Optional(
      Text({ minLength: 1, description: "What lies here joins the end of the chain in name order." }),
    ),
    maxPending: Defaulted(
      Type.Integer({
        minimum: 1,
        maximum: 10_000_000,
        default: 10_000,
        description:
          "Waiting changes in the whole host past which those of one object merge, and reading pauses if none can.",
      }),
    ),
    drainTimeout: Defaulted(
      Text({ format: "duration", default: "25s", description: "How long calls that are under way get after SIGTERM." }),
    ),
    retry: Defaulted(RetrySchema),
    watch: Defaulted(WatchSchema),
    store: Defaulted(StoreSchema),
    http: Type.Optional(HttpSchema),
    resource: Defaulted(
      Type.Array(ResourceConfigSchema, { default: [], description: "What is watched; at least one." }),
    ),
    handler: Defaulted(
      Type.Array(HandlerConfigSchema, {
        default: [],
        description: "The chain that every change passes, in order; at least one.",
      }),
    ),
  },
  { title: "kwatchman configuration", additionalProperties: false },
);

/** The configuration as validated: references resolved, defaults filled in. */
export type ConfigFile = Static<typeof ConfigSchema>;
export type ResourceConfigEntry = Static<typeof ResourceConfigSchema>;
export type HandlerConfigEntry = Static<typeof HandlerConfigSchema>;
