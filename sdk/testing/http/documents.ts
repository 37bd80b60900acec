import type { JsonObject } from "../json-object.ts";

/** What `/version` answers. */
export const version: JsonObject = {
  major: "1",
  minor: "34",
  gitVersion: "v1.34.0-embedded",
  platform: `${process.platform}/${process.arch}`,
};
