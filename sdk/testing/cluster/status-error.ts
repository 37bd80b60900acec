import type { JsonObject } from "./json-object.ts";
import { qualifiedName, type ServedKind } from "./kinds/served-kind.ts";

/** A refusal as the API server words it: becomes the HTTP status and a `Status` object in the body. */
export class StatusError extends Error {
  override readonly name = "StatusError";
  readonly code: number;
  readonly reason: string | undefined;
  readonly details: JsonObject | undefined;

  constructor(code: number, reason: string | undefined, message: string, details?: JsonObject) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** The `Status` object. */
  toStatus(): JsonObject {
    const { code, reason, message, details } = this;
    return {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      ...(reason !== undefined && { reason }),
      ...(details && { details }),
      code,
    };
  }
}

export const badRequest = (message: string) => new StatusError(400, "BadRequest", message);

export const notAcceptable = (message: string) => new StatusError(406, "NotAcceptable", message);

export const expired = (message: string) => new StatusError(410, "Expired", message);

export const unsupportedMediaType = (message: string) => new StatusError(415, "UnsupportedMediaType", message);

export const notFound = (kind: ServedKind, name: string) =>
  new StatusError(404, "NotFound", `${qualifiedName(kind)} "${name}" not found`, detailsOf(kind, name));

export const resourceNotFound = () =>
  new StatusError(404, "NotFound", "the server could not find the requested resource", {});

export const methodNotAllowed = () =>
  new StatusError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {});

export const alreadyExists = (kind: ServedKind, name: string) =>
  new StatusError(409, "AlreadyExists", `${qualifiedName(kind)} "${name}" already exists`, detailsOf(kind, name));

export const conflict = (kind: ServedKind, name: string, why: string) => {
  const message = `Operation cannot be fulfilled on ${qualifiedName(kind)} "${name}": ${why}`;
  return new StatusError(409, "Conflict", message, detailsOf(kind, name));
};

export const invalid = (kind: ServedKind, name: string, field: string, why: string) => {
  const of = kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
  const details = { name, group: kind.group, kind: kind.kind, causes: [{ message: why, field }] };
  return new StatusError(422, "Invalid", `${of} "${name}" is invalid: ${field}: ${why}`, details);
};

function detailsOf(kind: ServedKind, name: string): JsonObject {
  return { name, ...(kind.group !== "" && { group: kind.group }), kind: kind.plural };
}
