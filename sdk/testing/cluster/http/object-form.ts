import type { JsonObject } from "../json-object.ts";
import { notAcceptable } from "../status-error.ts";

/** How a client wants to be shown objects: as they are, or as a kind of `meta.k8s.io/v1` that has their metadata alone. */
export type ObjectForm = "whole" | MetadataKind;

type MetadataKind = "PartialObjectMetadata" | "PartialObjectMetadataList";

export const metadataApiVersion = "meta.k8s.io/v1";

/** The first form of an Accept header that is served. Throws the 406 if none of them is. */
export function objectFormOf(accept = "*/*"): ObjectForm {
  const form = accept
    .split(",")
    .map(readClause)
    .find((one) => one !== undefined);
  if (form === undefined) throw notAcceptable("only the following media types are accepted: application/json");
  return form;
}

/** Undefined: not served. */
function readClause(clause: string): ObjectForm | undefined {
  const [mediaType = "", ...parameters] = clause.split(";").map((part) => part.trim().toLowerCase());
  if (!["application/json", "application/*", "*/*"].includes(mediaType)) return undefined;
  const { as, g, v } = Object.fromEntries(parameters.map((parameter) => parameter.split("="))) as Record<
    string,
    string
  >;
  if (as === undefined) return "whole";
  if (g !== "meta.k8s.io" || v !== "v1") return undefined;
  if (as === "partialobjectmetadata") return "PartialObjectMetadata";
  return as === "partialobjectmetadatalist" ? "PartialObjectMetadataList" : undefined;
}

/** One object in a form that is for single objects. Throws the 406 for a list's. */
export function inForm(form: ObjectForm, object: JsonObject): JsonObject {
  if (form === "whole") return object;
  if (form === "PartialObjectMetadata") return metadataOf(object);
  throw notAcceptable(`you requested ${form}, but the requested object is not a list (${String(object["kind"])})`);
}

/** An object's metadata, as an object of its own. */
export function metadataOf({ metadata }: JsonObject): JsonObject {
  return { kind: "PartialObjectMetadata", apiVersion: metadataApiVersion, metadata };
}
