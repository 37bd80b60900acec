import { Type } from "typebox";
import { Defaulted } from "../defaulted.ts";
import { Text } from "./text.ts";

/** [retry] */
export const RetrySchema = Type.Object(
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

/** [watch] */
export const WatchSchema = Type.Object(
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

/** [store] */
export const StoreSchema = Type.Object(
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

/** [http] */
export const HttpSchema = Type.Object(
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
