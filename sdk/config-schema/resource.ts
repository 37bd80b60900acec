import { type Static, Type } from "typebox";
import { Defaulted } from "../defaulted.ts";
import { Text } from "./text.ts";

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

export type ResourceConfigEntry = Static<typeof ResourceConfigSchema>;
