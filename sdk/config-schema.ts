import { type Static, Type } from "typebox";
import { HandlerConfigSchema } from "./config-schema/handler.ts";
import { ResourceConfigSchema } from "./config-schema/resource.ts";
import { HttpSchema, RetrySchema, StoreSchema, WatchSchema } from "./config-schema/tables.ts";
import { Text } from "./config-schema/text.ts";
import { Defaulted } from "./defaulted.ts";

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
