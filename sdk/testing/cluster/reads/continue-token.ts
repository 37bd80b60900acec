import { isJsonObject } from "../json-object.ts";
import { badRequest } from "../status-error.ts";

/** Where the next page of a list begins. */
export interface Continuation {
  /** The revision all pages show. */
  readonly revision: number;
  /** The key of the last object of the page before. */
  readonly after: string;
}

export function writeContinueToken({ revision, after }: Continuation): string {
  return Buffer.from(JSON.stringify({ rv: revision, start: after })).toString("base64url");
}

export function readContinueToken(token: string): Continuation {
  const read = parsed(Buffer.from(token, "base64url").toString("utf8"));
  if (!isJsonObject(read) || typeof read["rv"] !== "number" || typeof read["start"] !== "string") {
    throw badRequest("invalid continue token: continue key is not valid");
  }
  return { revision: read["rv"], after: read["start"] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
